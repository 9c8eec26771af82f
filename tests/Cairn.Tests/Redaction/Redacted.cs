using System.Text;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Redaction;

namespace Cairn.Tests.Redaction;

/// <summary>Redacts as an application that set nothing does, and holds every result against what a mask may never do.</summary>
internal static class Redacted
{
    public static AuditEvent Event(AuditEvent e, Action<RedactionOptions>? configure = null)
    {
        var options = new RedactionOptions();
        configure?.Invoke(options);
        var redactor = Redactor.Of(options);
        Assert.NotNull(redactor);
        var redacted = redactor.Redact(e);

        Assert.Same(redacted, redactor.Redact(redacted)); // Once is enough.
        if (!Breaks(e))
        {
            EventRules.Check(redacted);
        }

        return redacted;
    }

    public static string Json(AuditEvent e) => Encoding.UTF8.GetString(EventJson.Write(e));

    public static string Reason(string text) => Event(new AuditEvent { Action = "a.b", Reason = text }).Reason!; // There was a reason.

    public static string Member(string name, AuditValue value) =>
        Event(new AuditEvent { Action = "a.b" }.With(name, value)).Metadata[0].Value.Json;

    private static bool Breaks(AuditEvent e)
    {
        try
        {
            var problems = new ProblemList();
            EventRules.Check(e, problems);
            return problems.Any;
        }
        catch (ArgumentException)
        {
            return true; // An unpaired surrogate in a value.
        }
    }
}
