using System.IO.Compression;
using Cairn.Primitives;

namespace Cairn.Reading.Exporting;

/// <summary>Where an export goes, compressed or not; it knows how many bytes it wrote.</summary>
internal sealed class ExportOutput(Stream output, bool isCompressed, long written)
{
    /// <summary>How many bytes were written, those of the run before included.</summary>
    public long Bytes { get; private set; } = written;

    /// <summary>Writes all of a text and empties it. Compressed, it is a gzip member of its own: a run may go on behind it.</summary>
    public async Task WriteAsync(Utf8Buffer text, CancellationToken cancellationToken)
    {
        if (text.Length > 0)
        {
            ReadOnlyMemory<byte> bytes = isCompressed ? Compressed(text.Written) : text.ToArray();
            text.Clear();
            await output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            Bytes += bytes.Length;
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Compressed(ReadOnlySpan<byte> text)
    {
        var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return member.GetBuffer().AsMemory(0, (int)member.Length);
    }
}
