using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Cairn;

/// <summary>Reads event JSON member by member: shapes and types. What the values may be is <see cref="EventRules"/>'.</summary>
internal sealed class EventJsonReader
{
    private readonly ProblemList problems;

    private EventJsonReader(ProblemList problems) => this.problems = problems;

    public static AuditEvent? Read(ReadOnlyMemory<byte> utf8, ActionCatalog catalog, ProblemList problems)
    {
        if (utf8.Length > EventLimits.Bytes)
        {
            problems.Add("", $"the event is {utf8.Length} bytes, at most {EventLimits.Bytes} (1 MiB) are allowed");
            return null;
        }

        return Parse(utf8, catalog, problems);
    }

    /// <summary>Reads an event that was taken before: it has been stamped since, and its action stays as it is.</summary>
    public static AuditEvent? Reread(ReadOnlyMemory<byte> utf8, ProblemList problems) => Parse(utf8, catalog: null, problems);

    private static AuditEvent? Parse(ReadOnlyMemory<byte> utf8, ActionCatalog? catalog, ProblemList problems)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new() { MaxDepth = EventLimits.Depth });
            return new EventJsonReader(problems).Event(new JsonMembers("", document.RootElement, problems), catalog);
        }
        catch (JsonException e)
        {
            problems.Add("", $"not JSON of at most {EventLimits.Depth} levels: {OneLine(e)}");
            return null;
        }
    }

    private AuditEvent Event(JsonMembers json, ActionCatalog? catalog)
    {
        var action = json.RequiredText("action");
        var known = catalog?.Find(action);
        var auditEvent = new AuditEvent
        {
            Action = known?.Name ?? action,
            Category = json.Text("category"),
            Id = Id(json),
            OccurredAt = Time(json),
            Description = json.Text("description"),
            Actor = json.Object("actor") is { } actor ? Actor(actor) : AuditActor.System,
            Targets = json.Objects("targets", EventLimits.Targets, Target),
            Outcome = json.Object("outcome") is { } outcome ? Outcome(outcome) : AuditOutcome.Success,
            Reason = json.Text("reason"),
            Context = json.Object("context") is { } context ? Context(context) : AuditContext.None,
            Changes = json.Objects("changes", EventLimits.Changes, Change),
            Metadata = json.Object("metadata") is { } metadata ? metadata.Values() : [],
            Personal = json.Objects("personal", EventLimits.Personal, Personal),
        };
        json.RefuseOthers();
        return auditEvent;
    }

    private Guid? Id(JsonMembers json)
    {
        if (json.Text("id") is not { } text)
        {
            return null;
        }

        if (Guid.TryParseExact(text, "D", out var id) && id.ToString("D") == text)
        {
            return id;
        }

        problems.Add("id", "must be a UUID of version 7, lower case with hyphens");
        return null;
    }

    private DateTimeOffset? Time(JsonMembers json)
    {
        if (json.Text("occurred_at") is not { } text)
        {
            return null;
        }

        if (RfcTime.TryParse(text, out var time))
        {
            return time;
        }

        problems.Add("occurred_at", "must be an RFC 3339 date-time of the years 1970 to 9999 with Z or an offset, such as 2026-11-21T09:30:00Z");
        return null;
    }

    private static AuditActor Actor(JsonMembers json)
    {
        var actor = new AuditActor(json.RequiredText("type"), json.Text("id"))
        {
            Name = json.Text("name"),
            Email = json.Text("email"),
            Phone = json.Text("phone"),
            Role = json.Text("role"),
            OnBehalfOf = json.Object("on_behalf_of") is { } other ? Subject(other) : null,
        };
        json.RefuseOthers();
        return actor;
    }

    private static AuditSubject Subject(JsonMembers json)
    {
        var subject = new AuditSubject(json.RequiredText("type"), json.RequiredText("id"));
        json.RefuseOthers();
        return subject;
    }

    private static AuditTarget Target(JsonMembers json)
    {
        var target = new AuditTarget(json.RequiredText("type"), json.RequiredText("id"), json.Text("name"));
        json.RefuseOthers();
        return target;
    }

    private AuditOutcome Outcome(JsonMembers json)
    {
        var result = AuditResult.Success;
        if (json.Text("result") is { } name && !Results.TryParse(name, out result))
        {
            problems.Add("outcome.result", "must be success, failure, denied or unfinished");
        }

        var outcome = new AuditOutcome(result, json.Text("code"), json.Text("error"));
        json.RefuseOthers();
        return outcome;
    }

    private AuditContext Context(JsonMembers json)
    {
        var context = new AuditContext
        {
            Source = json.Text("source"),
            IpAddress = Address(json),
            UserAgent = json.Text("user_agent"),
            RequestId = json.Text("request_id"),
            TraceId = json.Text("trace_id"),
            SessionId = json.Text("session_id"),
            OperationId = json.Text("operation_id"),
        };
        json.RefuseOthers();
        return context;
    }

    private IPAddress? Address(JsonMembers json)
    {
        if (json.Text("ip") is not { } text)
        {
            return null;
        }

        // IPAddress also reads 1, 0x7f.1, 192.0.2.07 and [::1]; only the usual spellings are addresses here.
        if (IPAddress.TryParse(text, out var address) && !text.AsSpan().ContainsAny('%', '[', ']')
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text))
        {
            return address;
        }

        problems.Add("context.ip", "must be an IPv4 or IPv6 address without zone, such as 192.0.2.7 or 2001:db8::1");
        return null;
    }

    private static AuditChange Change(JsonMembers json)
    {
        var change = new AuditChange(json.RequiredText("path"), json.Value("before"), json.Value("after"));
        json.RefuseOthers();
        return change;
    }

    private static PersonalData Personal(JsonMembers json)
    {
        var path = json.RequiredText("path");
        var subject = json.RequiredObject("subject") is { } members ? Subject(members) : new("", "");
        json.RefuseOthers();
        return new(path, subject);
    }

    private static string OneLine(JsonException e) =>
        e.LineNumber is null ? e.Message : $"byte {e.BytePositionInLine} of line {e.LineNumber + 1}";
}
