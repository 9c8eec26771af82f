namespace Cairn.Cli;

/// <summary>Standard output that tells a reader who went away from any other trouble.</summary>
internal sealed class ClosableOutput(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException e) when (IsClosedPipe(e))
        {
            throw new OutputClosedException(e);
        }
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // .NET gives an unmapped errno as the result: EPIPE is 32 wherever .NET runs on Unix.
    private static bool IsClosedPipe(IOException e) =>
        (e.HResult & 0xFFFF) == 32 || e.Message.Contains("pipe", StringComparison.OrdinalIgnoreCase);
}
