using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary>Makes an event of a line.</summary>
internal static class LineIntake
{
    /// <exception cref="AuditEventException">It is none; every problem is named.</exception>
    public static AuditEvent Parse(EventLine line) => line.IsTooLong
        ? throw new AuditEventException([new("", $"{line.Length} bytes, at most {EventLimits.Document} (64 MiB) are allowed")])
        : EventJson.Parse(line.Bytes);
}
