namespace Cairn.Cli;

/// <summary>A line of input.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bytes">Without its end; valid until the next line is read. Empty when it is too long.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct EventLine(long Number, ReadOnlyMemory<byte> Bytes, long Length)
{
    public bool IsTooLong => Length > Bytes.Length;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsBlank => Length == Bytes.Length && !Bytes.Span.ContainsAnyExcept(" \t"u8);
}
