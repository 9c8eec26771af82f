using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Intake;

/// <summary>What is refused (docs/spec/event.md): only what a program got wrong about the form. Takes events in any shape.</summary>
internal static class EventRules
{
    /// <summary>Refuses an event that breaks a rule, with all problems.</summary>
    public static void Check(AuditEvent auditEvent)
    {
        var problems = new ProblemList();
        Check(auditEvent, problems);
        problems.ThrowIfAny();
    }

    public static void Check(AuditEvent e, ProblemList problems)
    {
        Action(e.Action ?? "", problems);
        if (e.OccurredAt is { } at && at < EventLimits.Earliest)
        {
            problems.Add("occurred_at", "must lie in the years 1970 to 9999");
        }

        if (e.Outcome is { Result: < AuditResult.Success or > AuditResult.Unfinished })
        {
            problems.Add("outcome.result", "must be success, failure, denied or unfinished");
        }

        if (e.Personal is { Count: > 0 })
        {
            PersonalRules.Check(e.Personal, problems);
        }
    }

    private static void Action(string action, ProblemList problems)
    {
        if (action.StartsWith("cairn.", StringComparison.Ordinal))
        {
            problems.Add("action", "actions cairn.* are Cairn's own: choose another name");
        }
        else if (!Grammar.IsAction(action))
        {
            problems.Add(
                "action",
                $"must be noun.verb of lower-case letters, digits and underscores, at most {EventLimits.Action} "
                + "characters, such as user.role_changed");
        }
    }
}
