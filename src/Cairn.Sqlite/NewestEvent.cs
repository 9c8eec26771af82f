namespace Cairn.Sqlite;

/// <summary>
/// The newest event id of version 7 of a log that did not lie ahead of the clock when it came. Ids beyond it need no look-up; all others
/// do, so one id from the far future costs nothing but its own look-up.
/// </summary>
internal sealed class NewestEvent
{
    private readonly byte[] bytes;
    private readonly long now;

    /// <param name="stored">As the head has it; of another length: none.</param>
    /// <param name="now">The clock.</param>
    public NewestEvent(byte[] stored, DateTimeOffset now)
    {
        (bytes, this.now) = (stored.Length == 16 ? stored : [], now.ToUnixTimeMilliseconds());
    }

    public ReadOnlySpan<byte> Bytes => Moved ?? bytes;

    private byte[]? Moved { get; set; }

    /// <summary>Whether an id is surely new.</summary>
    public bool IsBeyond(Guid id)
    {
        Span<byte> text = stackalloc byte[16];
        return IsTimely(id, text) && text.SequenceCompareTo(Bytes) > 0;
    }

    /// <summary>Learns of an id that is in the log now.</summary>
    public void Add(Guid id)
    {
        Span<byte> text = stackalloc byte[16];
        if (IsTimely(id, text) && text.SequenceCompareTo(Bytes) > 0)
        {
            text.CopyTo(Moved ??= new byte[16]);
        }
    }

    // Of version 7 the first six bytes are the milliseconds since 1970.
    private bool IsTimely(Guid id, Span<byte> text)
    {
        id.TryWriteBytes(text, bigEndian: true, out _);
        return id.Version == 7 && System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(text) >>> 16 <= now;
    }
}
