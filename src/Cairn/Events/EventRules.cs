using System.Net.Sockets;

namespace Cairn;

/// <summary>Holds an event against docs/spec/event.md and names everything that breaks it.</summary>
internal static class EventRules
{
    /// <summary>Refuses an event that breaks a rule, with all problems.</summary>
    public static void Check(AuditEvent auditEvent)
    {
        var problems = new ProblemList();
        Check(auditEvent, problems);
        problems.ThrowIfAny();
    }

    public static void Check(AuditEvent e, ProblemList problems) => Check(e, problems, EventLimits.Bytes + EventLimits.Respelling);

    /// <summary>The same where an event may be so many bytes as JSON.</summary>
    public static void Check(AuditEvent e, ProblemList problems, int most)
    {
        Action(e.Action, problems);
        Identity(e, problems);
        Text("description", e.Description, problems);
        Text("reason", e.Reason, problems);
        Actor(e.Actor, problems);
        Targets(e.Targets, problems);
        Outcome(e.Outcome, problems);
        Context(e.Context, problems);
        Changes(e.Changes, problems);
        Metadata(e.Metadata, problems);
        if (e.Personal.Count > 0)
        {
            PersonalRules.Check(e, problems);
        }

        if (!problems.Any && EventJson.Exceeds(e, most))
        {
            problems.Add("", $"the event is larger than {EventLimits.Bytes} bytes (1 MiB) as JSON");
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
            problems.Add("action", $"must be noun.verb of lower-case letters, digits and underscores, at most {EventLimits.Action} characters, such as user.role_changed");
        }
    }

    private static void Identity(AuditEvent e, ProblemList problems)
    {
        if (e.Id is { } id && (id.Version != 7 || id.Variant is < 8 or > 11))
        {
            problems.Add("id", "must be a UUID of version 7 (RFC 9562): Guid.CreateVersion7() makes one");
        }

        if (e.OccurredAt is { } at && at < EventLimits.Earliest)
        {
            problems.Add("occurred_at", "must lie in the years 1970 to 9999");
        }

        if (e.Category is { } category && !Grammar.IsCategory(category))
        {
            problems.Add("category", $"must be lower-case letters, digits and underscores, a letter first, at most {EventLimits.Category} characters");
        }
    }

    private static void Actor(AuditActor actor, ProblemList problems)
    {
        Type("actor.type", actor.Type, problems);
        if (actor.Id is not null)
        {
            Id("actor.id", actor.Id, problems);
        }

        Line("actor.name", actor.Name, EventLimits.Name, problems);
        Line("actor.email", actor.Email, EventLimits.Email, problems);
        Line("actor.phone", actor.Phone, EventLimits.Phone, problems);
        Token("actor.role", actor.Role, problems);
        if (actor.OnBehalfOf is { } other)
        {
            Subject("actor.on_behalf_of", other, problems);
        }
    }

    private static void Targets(IReadOnlyList<AuditTarget> targets, ProblemList problems)
    {
        if (targets.Count > EventLimits.Targets)
        {
            problems.Add("targets", $"{targets.Count} targets, at most {EventLimits.Targets} are allowed");
        }

        for (var i = 0; i < Math.Min(targets.Count, EventLimits.Targets); i++)
        {
            var target = targets[i];
            if (Grammar.IsType(target.Type) && IsId(target.Id) && (target.Name is null || (target.Name.Length <= EventLimits.Name && Grammar.IsLine(target.Name))))
            {
                continue; // The common case: no member's name is spelled out.
            }

            Type($"targets[{i}].type", target.Type, problems);
            Id($"targets[{i}].id", target.Id, problems);
            Line($"targets[{i}].name", target.Name, EventLimits.Name, problems);
        }
    }

    private static void Outcome(AuditOutcome outcome, ProblemList problems)
    {
        if (outcome.Result is < AuditResult.Success or > AuditResult.Unfinished)
        {
            problems.Add("outcome.result", "must be success, failure, denied or unfinished");
        }

        Token("outcome.code", outcome.Code, problems);
        Text("outcome.error", outcome.Error, problems);
    }

    private static void Context(AuditContext context, ProblemList problems)
    {
        Token("context.source", context.Source, problems);
        Token("context.request_id", context.RequestId, problems);
        Token("context.operation_id", context.OperationId, problems);
        Line("context.user_agent", context.UserAgent, EventLimits.UserAgent, problems);
        Line("context.session_id", context.SessionId, EventLimits.SessionId, problems);
        if (context.TraceId is { } trace && !Grammar.IsTraceId(trace))
        {
            problems.Add("context.trace_id", "must be 32 lower-case hexadecimal digits, not all zero");
        }

        if (context.IpAddress is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 })
        {
            problems.Add("context.ip", "must have no zone");
        }
    }

    private static void Changes(IReadOnlyList<AuditChange> changes, ProblemList problems)
    {
        if (changes.Count > EventLimits.Changes)
        {
            problems.Add("changes", $"{changes.Count} changes, at most {EventLimits.Changes} are allowed");
            return;
        }

        for (var i = 0; i < changes.Count; i++)
        {
            Change(changes[i], i, problems);
        }
    }

    private static void Change(AuditChange change, int i, ProblemList problems)
    {
        if (!JsonPointer.IsValid(change.Path) || !Grammar.IsText(change.Path))
        {
            problems.Add($"changes[{i}].path", "must be a JSON Pointer (RFC 6901) such as /role; the empty one is the whole value");
        }

        if (change.Before is null && change.After is null)
        {
            problems.Add($"changes[{i}]", "must have before, after or both");
        }

        // Values lie in the event, the array and the change: three levels down.
        if (!ValueRules.IsPlain(change.Before) || !ValueRules.IsPlain(change.After))
        {
            ValueRules.Check($"changes[{i}].before", change.Before, depth: 3, problems);
            ValueRules.Check($"changes[{i}].after", change.After, depth: 3, problems);
        }
    }

    private static void Metadata(IReadOnlyList<KeyValuePair<string, AuditValue>> metadata, ProblemList problems)
    {
        if (metadata.Count == 0)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in metadata)
        {
            if (!seen.Add(name))
            {
                problems.Add($"metadata.{name}", "appears twice");
            }

            ValueRules.MemberName("metadata", name, problems);
            if (!ValueRules.IsPlain(value))
            {
                ValueRules.Check($"metadata.{name}", value, depth: 2, problems);
            }
        }
    }

    internal static void Subject(string member, AuditSubject subject, ProblemList problems)
    {
        Type(member + ".type", subject.Type, problems);
        Id(member + ".id", subject.Id, problems);
    }

    private static void Type(string member, string type, ProblemList problems)
    {
        if (!Grammar.IsType(type))
        {
            problems.Add(member, $"must be a letter, then letters, digits, '_', '.' or '-', at most {EventLimits.Type} characters");
        }
    }

    private static void Id(string member, string id, ProblemList problems)
    {
        if (TooLong(member, id, EventLimits.Id, problems))
        {
            return;
        }

        if (IsId(id))
        {
            return;
        }

        if (id.StartsWith('~'))
        {
            problems.Add(member, "must not begin with '~', which marks pseudonyms");
        }
        else
        {
            problems.Add(member, "must be 1 to 128 printable ASCII characters without space, '\"' and '\\'; put text for people into the name");
        }
    }

    private static bool IsId(string id) => Grammar.IsVisible(id, EventLimits.Id) && id[0] != '~';

    private static void Token(string member, string? token, ProblemList problems)
    {
        if (token is null || TooLong(member, token, EventLimits.Token, problems))
        {
            return;
        }

        if (PersonRules.LooksPersonal(token))
        {
            problems.Add(member, "must not be an e-mail address or a phone number: it would stand in the log for ever");
        }
        else if (!Grammar.IsVisible(token, EventLimits.Token))
        {
            problems.Add(member, $"must be 1 to {EventLimits.Token} printable ASCII characters without space, '\"' and '\\'");
        }
    }

    private static void Line(string member, string? line, int most, ProblemList problems)
    {
        if (line is not null && !TooLong(member, line, most, problems) && !Grammar.IsLine(line))
        {
            problems.Add(member, "must be one line of Unicode text without control characters, line separators and bidirectional overrides");
        }
    }

    private static void Text(string member, string? text, ProblemList problems)
    {
        if (text is not null && !Grammar.IsText(text))
        {
            problems.Add(member, "must be Unicode text; of the control characters only tab, line feed and carriage return are allowed");
        }
    }

    private static bool TooLong(string member, string text, int most, ProblemList problems)
    {
        // A code point is one or two of .NET's characters: only a long text needs counting.
        if (text.Length <= most || text.Length - text.Count(char.IsLowSurrogate) is var length && length <= most)
        {
            return false;
        }

        problems.Add(member, $"{length} characters, at most {most} are allowed");
        return true;
    }
}
