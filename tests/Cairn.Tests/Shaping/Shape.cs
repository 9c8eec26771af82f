using System.Text;
using System.Text.Json;
using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Tests.Shaping;

/// <summary>Shapes events, masking off unless it is asked for, and holds the outcome against what it may never break.</summary>
internal static class Shape
{
    public static AuditEvent Bare { get; } = new() { Action = "record.viewed" };

    public static AuditEvent Of(AuditEvent auditEvent) => Taken(auditEvent, new() { Enabled = false });

    public static AuditEvent Masked(AuditEvent auditEvent) => Taken(auditEvent, new());

    /// <summary>Read as JSON from outside, then shaped.</summary>
    public static AuditEvent OfJson(string json) => Of(EventJson.Parse(Encoding.UTF8.GetBytes(json)));

    public static string Json(AuditEvent auditEvent) => Encoding.UTF8.GetString(EventJson.Write(auditEvent));

    /// <summary>The marks, as they stand in the event.</summary>
    public static string Marks(AuditEvent auditEvent)
    {
        using var json = JsonDocument.Parse(EventJson.Write(auditEvent));
        return json.RootElement.TryGetProperty("shaped", out var marks) ? marks.GetRawText() : "{}";
    }

    public static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static AuditEvent Taken(AuditEvent auditEvent, RedactionOptions options)
    {
        var intake = new EventIntake(ActionCatalog.Standard, options);
        var taken = intake.Take(auditEvent);
        var json = Json(taken);
        Assert.Equal(json, Json(EventJson.Reread(Encoding.UTF8.GetBytes(json))));
        Assert.Equal(json, Json(intake.Take(taken)));
        Assert.InRange(Encoding.UTF8.GetByteCount(json), 0, EventLimits.Stored);
        return taken;
    }
}
