using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Intake;

/// <summary>The event JSON of docs/spec/event.md: written in one spelling, read liberally.</summary>
internal static class EventJson
{
    /// <summary>Reads one event, in any shape (<see cref="EventIntake"/> shapes it). Refuses with every problem named.</summary>
    public static AuditEvent Parse(ReadOnlyMemory<byte> utf8) => Checked(problems => EventJsonReader.Read(utf8, problems));

    /// <summary>
    /// Reads back what <see cref="Write(AuditEvent, EventStamp, Utf8Buffer)"/> wrote of an event that was taken: the
    /// very same event, stamped.
    /// </summary>
    /// <exception cref="AuditEventException">It is none, or breaks a rule.</exception>
    public static AuditEvent Reread(ReadOnlyMemory<byte> utf8) => Checked(problems => EventJsonReader.Reread(utf8, problems));

    /// <summary>
    /// Reads an event that comes in again, out of an outbox or the quarantine: it may have been shaped before, or be another
    /// program's or mended by hand.
    /// </summary>
    /// <exception cref="AuditEventException">It is none, or breaks a rule.</exception>
    public static AuditEvent Return(ReadOnlyMemory<byte> utf8) =>
        Checked(problems => EventJsonReader.Reread(utf8, problems) is { } auditEvent ? FoundingNames.Resolve(auditEvent) : null);

    public static byte[] Write(AuditEvent e)
    {
        var json = new Utf8Buffer();
        Write(e, json);
        return json.ToArray();
    }

    public static void Write(AuditEvent e, Utf8Buffer json) => Write(e, EventStamp.Of(e), json);

    /// <summary>Writes an event as if it had the id, time and category of the stamp.</summary>
    public static void Write(AuditEvent e, EventStamp stamp, Utf8Buffer json)
    {
        json.Raw("{\"action\":"u8).Quoted(e.Action);
        if (stamp.Id is { } id)
        {
            json.Raw(",\"id\":\""u8).Id(id).Raw("\""u8);
        }

        if (stamp.OccurredAt is { } at)
        {
            json.Raw(",\"occurred_at\":\""u8).Time(at).Raw("\""u8);
        }

        Member(json, ",\"category\":"u8, stamp.Category);
        Member(json, ",\"description\":"u8, e.Description);
        Actor(e.Actor, json);
        Targets(e.Targets, json);
        Outcome(e.Outcome, json);
        if (e.Duration is { Ticks: >= 0 and var ticks })
        {
            json.Raw(",\"duration\":"u8).Number(ticks / TimeSpan.TicksPerMillisecond);
        }

        Member(json, ",\"reason\":"u8, e.Reason);
        Context(e.Context, json);
        Changes(e.Changes, json);
        Metadata(e.Metadata, json);
        Personal(e.Personal, json);
        Shaped(e.Shaped, json);
        json.Raw("}"u8);
    }

    /// <summary>How many bytes the event is as JSON, without marks.</summary>
    public static int SizeUnmarked(AuditEvent e)
    {
        var json = new Utf8Buffer(RoughSize(e));
        Write(e with { Shaped = [] }, json);
        return json.Length;
    }

    /// <summary>About how many bytes an event is as JSON, without writing it out.</summary>
    public static int RoughSize(AuditEvent e) => (int)Math.Min(EventLimits.Bytes, Free(e) + 512 + (100 * e.Targets.Count));

    /// <summary>How many characters there are in the members of free length.</summary>
    private static long Free(AuditEvent e)
    {
        long free = (e.Description?.Length ?? 0) + (e.Reason?.Length ?? 0) + (e.Outcome.Error?.Length ?? 0);
        foreach (var change in e.Changes)
        {
            free += change.Path.Length + (change.Before?.Json.Length ?? 0) + (change.After?.Json.Length ?? 0) + 40;
        }

        foreach (var (name, value) in e.Metadata)
        {
            free += name.Length + value.Json.Length + 10;
        }

        foreach (var part in e.Personal)
        {
            free += part.Path?.Length ?? 0;
        }

        return free;
    }

    private static AuditEvent Checked(Func<ProblemList, AuditEvent?> read)
    {
        var problems = new ProblemList();
        var auditEvent = read(problems);
        if (auditEvent is not null)
        {
            EventRules.Check(auditEvent, problems);
        }

        problems.ThrowIfAny();
        return auditEvent!; // Without a problem there is an event.
    }

    // Somebody unknown is what an absent actor means; a success without a code is what an absent outcome means.
    private static void Actor(AuditActor actor, Utf8Buffer json)
    {
        if (actor == AuditActor.Unknown)
        {
            return;
        }

        json.Raw(",\"actor\":{\"type\":"u8).Quoted(actor.Type);
        Member(json, ",\"id\":"u8, actor.Id);
        Member(json, ",\"name\":"u8, actor.Name);
        Member(json, ",\"email\":"u8, actor.Email);
        Member(json, ",\"phone\":"u8, actor.Phone);
        Member(json, ",\"role\":"u8, actor.Role);
        if (actor.OnBehalfOf is { } other)
        {
            json.Raw(",\"on_behalf_of\":"u8);
            Subject(other, json);
        }

        json.Raw("}"u8);
    }

    private static void Targets(IReadOnlyList<AuditTarget> targets, Utf8Buffer json)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            Target(targets[i], json.Raw(i == 0 ? ",\"targets\":["u8 : ","u8));
        }

        json.Raw(targets.Count > 0 ? "]"u8 : default);
    }

    /// <summary>One target, as it stands in the event.</summary>
    internal static void Target(AuditTarget target, Utf8Buffer json)
    {
        json.Raw("{\"type\":"u8).Quoted(target.Type);
        Member(json, ",\"id\":"u8, target.Id);
        Member(json, ",\"name\":"u8, target.Name);
        json.Raw("}"u8);
    }

    private static void Outcome(AuditOutcome outcome, Utf8Buffer json)
    {
        if (outcome == AuditOutcome.Success)
        {
            return;
        }

        json.Raw(",\"outcome\":{\"result\":\""u8).Raw(ResultNames.Spelled(outcome.Result)).Raw("\""u8);
        Member(json, ",\"code\":"u8, outcome.Code);
        Member(json, ",\"error\":"u8, outcome.Error);
        json.Raw("}"u8);
    }

    private static void Context(AuditContext context, Utf8Buffer json)
    {
        if (context == AuditContext.None)
        {
            return;
        }

        var start = json.Length;
        Member(json, ",\"source\":"u8, context.Source);
        Member(json, ",\"ip\":"u8, context.Ip);
        Member(json, ",\"user_agent\":"u8, context.UserAgent);
        Member(json, ",\"request_id\":"u8, context.RequestId);
        Member(json, ",\"trace_id\":"u8, context.TraceId);
        Member(json, ",\"session_id\":"u8, context.SessionId);
        Member(json, ",\"operation_id\":"u8, context.OperationId);
        if (json.Length > start)
        {
            json.Wrap(start, ",\"context\":{"u8, "}"u8);
        }
    }

    private static void Changes(IReadOnlyList<AuditChange> changes, Utf8Buffer json)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            json.Raw(i == 0 ? ",\"changes\":["u8 : ","u8);
            Change(changes[i], json);
        }

        if (changes.Count > 0)
        {
            json.Raw("]"u8);
        }
    }

    /// <summary>One change, as it stands in the event and in its disclosure.</summary>
    internal static void Change(AuditChange change, Utf8Buffer json)
    {
        json.Raw("{\"path\":"u8).Quoted(change.Path);
        if (change.Before is { } before)
        {
            json.Raw(",\"before\":"u8).Raw(before.Json);
        }

        if (change.After is { } after)
        {
            json.Raw(",\"after\":"u8).Raw(after.Json);
        }

        json.Raw("}"u8);
    }

    private static void Metadata(IReadOnlyList<KeyValuePair<string, AuditValue>> metadata, Utf8Buffer json)
    {
        if (metadata.Count > 0)
        {
            json.Raw(",\"metadata\":"u8);
            Members(metadata, json);
        }
    }

    /// <summary>An object of the given members, in their order.</summary>
    internal static void Members(IReadOnlyList<KeyValuePair<string, AuditValue>> members, Utf8Buffer json)
    {
        var separator = "{"u8;
        foreach (var (name, value) in members)
        {
            json.Raw(separator).Quoted(name).Raw(":"u8).Raw(value.Json);
            separator = ","u8;
        }

        json.Raw("}"u8);
    }

    private static void Personal(IReadOnlyList<PersonalData> personal, Utf8Buffer json)
    {
        for (var i = 0; i < personal.Count; i++)
        {
            Part(personal[i], json.Raw(i == 0 ? ",\"personal\":["u8 : ","u8));
        }

        json.Raw(personal.Count > 0 ? "]"u8 : default);
    }

    /// <summary>One part of <c>personal</c>, as it stands in the event.</summary>
    internal static void Part(PersonalData part, Utf8Buffer json)
    {
        json.Raw("{\"path\":"u8).Quoted(part.Path ?? "").Raw(",\"subject\":"u8);
        Subject(part.Subject, json);
        json.Raw("}"u8);
    }

    private static void Shaped(IReadOnlyList<ShapeMark> marks, Utf8Buffer json)
    {
        for (var i = 0; i < marks.Count; i++)
        {
            marks[i].Write(json.Raw(i == 0 ? ",\"shaped\":{"u8 : ","u8).Quoted(marks[i].Path).Raw(":"u8));
        }

        json.Raw(marks.Count > 0 ? "}"u8 : default);
    }

    private static void Subject(AuditSubject subject, Utf8Buffer json)
    {
        json.Raw("{\"type\":"u8).Quoted(subject.Type);
        Member(json, ",\"id\":"u8, subject.Id);
        json.Raw("}"u8);
    }

    private static void Member(Utf8Buffer json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.Raw(name).Quoted(value);
        }
    }
}
