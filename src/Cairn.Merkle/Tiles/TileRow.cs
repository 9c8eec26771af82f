namespace Cairn.Merkle;

/// <summary>The tiles of one level that were touched: those completed, and the open one at the end.</summary>
internal sealed class TileRow
{
    private readonly List<(TileId Id, ReadOnlyMemory<byte> Hashes)> _completed = [];
    private TileId _open;

    // Given away when the tile is complete. Bytes once written never change, so that slices handed out stay true.
    private byte[] _hashes = new byte[TileId.FullWidth * Hash.Size];
    private int _length;

    public TileRow(TileId open, ReadOnlySpan<byte> hashes)
    {
        _open = open;
        _length = hashes.Length;
        hashes.CopyTo(_hashes);
    }

    // A row exists because a hash arrived: an empty open tile then has nothing to write.
    public IEnumerable<(TileId Id, ReadOnlyMemory<byte> Hashes)> Changed =>
        _length == 0 ? _completed : _completed.Append((_open, _hashes.AsMemory(0, _length)));

    /// <summary>Adds a hash; gives the one for the level above when it completes a tile.</summary>
    public Hash? Append(Hash hash)
    {
        hash.CopyTo(_hashes.AsSpan(_length));
        _length += Hash.Size;
        return _length == _hashes.Length ? Complete() : null;
    }

    private Hash Complete()
    {
        var root = TileId.RootOf(_hashes);
        _completed.Add((_open, _hashes));
        (_open, _hashes, _length) = (_open with { Index = _open.Index + 1 }, new byte[TileId.FullWidth * Hash.Size], 0);
        return root;
    }
}
