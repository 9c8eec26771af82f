using System.Buffers;
using System.Text.Json;
using Cairn.Events;
using Cairn.Intake.Shaping;
using Cairn.Primitives;

namespace Cairn.Intake;

/// <summary>Reads event JSON member by member: forms and types. Whatever stands in its texts and its free JSON is taken as it is.</summary>
internal sealed class EventJsonReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EventLimits.Depth + 1 };

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("0123456789abcdefABCDEF-");

    private readonly ProblemList problems;

    private EventJsonReader(ProblemList problems) => this.problems = problems;

    public static AuditEvent? Read(ReadOnlyMemory<byte> utf8, ProblemList problems) =>
        Parse(utf8, isOurs: false, problems) is { } auditEvent ? FoundingNames.Resolve(auditEvent) : null;

    /// <summary>Reads an event that was taken before: it has been stamped and may be shaped, and its action stays as it is.</summary>
    public static AuditEvent? Reread(ReadOnlyMemory<byte> utf8, ProblemList problems) => Parse(utf8, isOurs: true, problems);

    private static AuditEvent? Parse(ReadOnlyMemory<byte> utf8, bool isOurs, ProblemList problems)
    {
        if (utf8.Length > EventLimits.Document)
        {
            problems.Add("", $"the event is {utf8.Length} bytes, at most {EventLimits.Document} (64 MiB) are allowed");
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(DeepJson.Flatten(utf8), Options);
            return new EventJsonReader(problems).Event(new JsonMembers("", document.RootElement, problems), isOurs);
        }
        catch (JsonException e)
        {
            // Its own message may quote.
            // Counted from 1, as lines are; of an event that is one line itself, its line is not named beside that of the file it is in.
            var line = e.LineNumber > 0 ? $" of line {e.LineNumber + 1}" : "";
            problems.Add("", $"not JSON (RFC 8259): see its byte {e.BytePositionInLine + 1}{line}");
            return null;
        }
    }

    private AuditEvent Event(JsonMembers json, bool isOurs)
    {
        var auditEvent = new AuditEvent
        {
            Action = json.Text("action") ?? "",
            Category = json.Text("category"),
            Id = Id(json),
            OccurredAt = Time(json),
            Description = json.Text("description"),
            Actor = json.Object("actor") is { } actor ? Actor(actor) : AuditActor.Unknown,
            Targets = json.Objects("targets", Target),
            Outcome = json.Object("outcome") is { } outcome ? Outcome(outcome) : AuditOutcome.Success,
            Duration = json.Natural("duration", EventLimits.Milliseconds) is { } took
                ? TimeSpan.FromTicks(took * TimeSpan.TicksPerMillisecond)
                : null,
            Reason = json.Text("reason"),
            Context = json.Object("context") is { } context ? Context(context) : AuditContext.None,
            Changes = json.Objects("changes", Change),
            Metadata = json.Free("metadata", static value => AuditValue.From(value, EventValues.MetadataLevel)),
            Personal = json.Objects("personal", Personal),
            Shaped = isOurs ? ShapeMarkReader.Read(json, problems) : [],
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

        // .NET also reads spaces around, and signs within.
        if (text.Length is 32 or 36
            && !text.AsSpan().ContainsAnyExcept(IdCharacters)
            && Guid.TryParseExact(text, text.Length == 32 ? "N" : "D", out var id))
        {
            return id == Guid.Empty ? null : id;
        }

        problems.Add("id", "must be a UUID, with hyphens or as 32 hexadecimal digits");
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

        problems.Add(
            "occurred_at", "must be an RFC 3339 date-time of the years 1970 to 9999 with Z or an offset, such as 2026-11-21T09:30:00Z");
        return null;
    }

    private static AuditActor Actor(JsonMembers json)
    {
        var actor = new AuditActor(Type(json), json.Id("id"))
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
        var subject = new AuditSubject(Type(json), json.Id("id"));
        json.RefuseOthers();
        return subject;
    }

    private static AuditTarget Target(JsonMembers json)
    {
        var target = new AuditTarget(Type(json), json.Id("id"), json.Text("name"));
        json.RefuseOthers();
        return target;
    }

    private AuditOutcome Outcome(JsonMembers json)
    {
        var result = AuditResult.Success;
        if (json.Text("result") is { } name && !ResultNames.TryParse(name, out result))
        {
            problems.Add("outcome.result", "must be success, failure, denied or unfinished");
        }

        var outcome = new AuditOutcome(result, json.Text("code"), json.Text("error"));
        json.RefuseOthers();
        return outcome;
    }

    private static AuditContext Context(JsonMembers json)
    {
        var context = new AuditContext
        {
            Source = json.Text("source"),
            Ip = json.Text("ip"),
            UserAgent = json.Text("user_agent"),
            RequestId = json.Text("request_id"),
            TraceId = json.Text("trace_id"),
            SessionId = json.Text("session_id"),
            OperationId = json.Text("operation_id"),
        };
        json.RefuseOthers();
        return context;
    }

    private static AuditChange Change(JsonMembers json)
    {
        var change = new AuditChange(json.Text("path") ?? "", json.Value("before"), json.Value("after"));
        json.RefuseOthers();
        return change;
    }

    private static PersonalData Personal(JsonMembers json)
    {
        var path = json.Text("path")!; // One that is missing is left out.
        var subject = json.Object("subject") is { } members ? Subject(members) : new(AuditActor.UnknownType);
        json.RefuseOthers();
        return new(path, subject);
    }

    private static string Type(JsonMembers json) => json.Text("type") is { Length: > 0 } type ? type : AuditActor.UnknownType;
}
