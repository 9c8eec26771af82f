using System.Text;

namespace Cairn.Cli;

/// <summary>Bytes of text on their way to standard output.</summary>
internal sealed class TextStream(TextWriter output) : Stream
{
    private readonly Decoder decoder = new UTF8Encoding(false).GetDecoder();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("Output has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("Output has no position.");
        set => throw new NotSupportedException("Output has no position.");
    }

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Output is not read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Output has no position.");

    public override void SetLength(long value) => throw new NotSupportedException("Output has no length.");

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var text = new char[decoder.GetCharCount(buffer, flush: false)];
        output.Write(text.AsSpan(0, decoder.GetChars(buffer, text, flush: false)));
    }
}
