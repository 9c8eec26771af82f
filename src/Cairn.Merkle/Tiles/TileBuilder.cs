namespace Cairn.Merkle;

/// <summary>Extends the tiles of a log as leaves are appended, and tells which of them a store must write. Not thread-safe.</summary>
public sealed class TileBuilder
{
    private readonly long _start;
    private readonly Func<int, ReadOnlyMemory<byte>> _openTile;

    // From level 0 upwards, as far as a hash has arrived.
    private readonly List<TileRow> _rows = [];

    /// <summary>Continues a tree of <paramref name="size"/> entries.</summary>
    /// <param name="size">The number of entries, from 0.</param>
    /// <param name="openTile">
    /// Gives the hashes of the open tile of a level at that size, 32 bytes each, <c>(size &gt;&gt; 8·level) &amp; 255</c> of them or more.
    /// Called once for a level, when its first hash arrives, and not where that tile is empty.
    /// </param>
    public TileBuilder(long size, Func<int, ReadOnlyMemory<byte>> openTile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        (_start, Size, _openTile) = (size, size, openTile);
    }

    /// <summary>The number of entries, appended ones included.</summary>
    public long Size { get; private set; }

    /// <summary>
    /// All tiles touched since the start, level by level, each with all of its hashes: 8192 bytes when it is complete. What was handed
    /// out does not change when more is appended.
    /// </summary>
    public IEnumerable<(TileId Id, ReadOnlyMemory<byte> Hashes)> Changed => _rows.SelectMany(row => row.Changed);

    /// <summary>Adds one leaf at the right.</summary>
    /// <exception cref="InvalidDataException">The open tile of a level is shorter than the size demands.</exception>
    public void Append(Hash leafHash)
    {
        var size = checked(Size + 1);
        Hash? hash = leafHash;
        for (var level = 0; hash is { } arrived; level++)
        {
            hash = Row(level).Append(arrived);
        }

        Size = size;
    }

    private TileRow Row(int level)
    {
        if (level == _rows.Count)
        {
            _rows.Add(OpenRow(level));
        }

        return _rows[level];
    }

    private TileRow OpenRow(int level)
    {
        var hashes = TileId.HashesAt(level, _start);
        var open = new TileId(level, hashes / TileId.FullWidth);
        var length = open.WidthAt(_start) * Hash.Size;
        var content = length == 0 ? default : _openTile(level);
        if (content.Length < length)
        {
            throw new InvalidDataException(
                $"The open tile of level {level} has {length} bytes in a tree of {_start} entries, the one given has {content.Length}.");
        }

        return new TileRow(open, content.Span[..length]);
    }
}
