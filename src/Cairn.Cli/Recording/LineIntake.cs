using System.Text;
using System.Text.Unicode;

namespace Cairn.Cli;

/// <summary>Makes an event of a line.</summary>
internal static class LineIntake
{
    /// <exception cref="AuditEventException">It is none; every problem is named.</exception>
    public static AuditEvent Parse(EventLine line)
    {
        if (line.IsTooLong)
        {
            throw Refuse($"{line.Length} bytes, at most {EventLimits.Bytes} (1 MiB) are allowed");
        }

        return Utf8.IsValid(line.Bytes.Span)
            ? EventJson.Parse(line.Bytes, ActionCatalog.Standard)
            : throw Refuse($"not UTF-8 at byte {FirstInvalid(line.Bytes.Span)}");
    }

    // Counted from 1, as editors do.
    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at + 1;
    }

    private static AuditEventException Refuse(string rule) => new([new("", rule)]);
}
