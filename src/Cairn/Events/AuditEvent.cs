using System.Diagnostics.CodeAnalysis;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn;

/// <summary>What happened, as the application reports it. Immutable: each method returns a changed copy.</summary>
/// <remarks>
/// What every member may be: docs/spec/event.md. Ids, names, texts and sizes never refuse an event: what the log cannot keep as it
/// came is shaped and marked. Only what a program got wrong about the form, such as an action's name, refuses it when it is recorded,
/// with all problems named.
/// </remarks>
public sealed record AuditEvent
{
    private const string Reflects = "Reads the object's members by reflection: convert it with AuditValue.From and a JsonTypeInfo instead.";

    /// <summary>The action's name, <c>noun.verb</c>, or the name it had in a founding system (<see cref="FoundingNames"/>).</summary>
    public required string Action { get; init; }

    /// <summary>The action's category; <see langword="null"/> takes the catalogue's, else <c>general</c>.</summary>
    public string? Category { get; init; }

    /// <summary>A UUID, also the idempotency key; <see langword="null"/>: made on recording.</summary>
    public Guid? Id { get; init; }

    /// <summary>When it happened, kept to the microsecond; <see langword="null"/>: the time of recording.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Free text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Who did it.</summary>
    public AuditActor Actor { get; init; } = AuditActor.Unknown;

    /// <summary>To what it was done.</summary>
    public IReadOnlyList<AuditTarget> Targets { get; init; } = [];

    /// <summary>How it ended.</summary>
    public AuditOutcome Outcome { get; init; } = AuditOutcome.Success;

    /// <summary>How long it took, kept to the millisecond; a negative one counts as absent.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Why it was done, in the words of whoever did it.</summary>
    public string? Reason { get; init; }

    /// <summary>From where it came.</summary>
    public AuditContext Context { get; init; } = AuditContext.None;

    /// <summary>What it changed.</summary>
    public IReadOnlyList<AuditChange> Changes { get; init; } = [];

    /// <summary>Anything else worth keeping, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, AuditValue>> Metadata { get; init; } = [];

    /// <summary>What in this event is about another person than the defaults say.</summary>
    public IReadOnlyList<PersonalData> Personal { get; init; } = [];

    /// <summary>What was done to members that the log cannot keep as they came, by their places.</summary>
    internal IReadOnlyList<ShapeMark> Shaped { get; init; } = [];

    /// <summary>The action that made it, where one did.</summary>
    internal EventWords Words { get; init; }

    /// <summary>Says who did it.</summary>
    public AuditEvent By(AuditActor actor) => this with { Actor = actor };

    /// <summary>Adds a target.</summary>
    public AuditEvent On(string type, string? id, string? name = null) => On(new AuditTarget(type, id, name));

    /// <summary>Adds a target whose id is a number.</summary>
    public AuditEvent On(string type, long id, string? name = null) => On(AuditTarget.Of(type, id, name));

    /// <summary>Adds a target whose id is a UUID.</summary>
    public AuditEvent On(string type, Guid id, string? name = null) => On(AuditTarget.Of(type, id, name));

    /// <summary>Adds a target.</summary>
    public AuditEvent On(AuditTarget target) => this with { Targets = [.. Targets ?? [], target] };

    /// <summary>Says when it happened, where that is not when it is recorded.</summary>
    public AuditEvent At(DateTimeOffset time) => this with { OccurredAt = time };

    /// <summary>Says how long it took.</summary>
    public AuditEvent Took(TimeSpan duration) => this with { Duration = duration };

    /// <summary>Says why.</summary>
    public AuditEvent Because(string? reason) => this with { Reason = reason };

    /// <summary>Adds a change of the member <paramref name="name"/>, or of the JSON Pointer when it begins with a slash.</summary>
    public AuditEvent Change(string name, AuditValue? before, AuditValue? after) =>
        this with
        {
            Changes = [.. Changes ?? [], new AuditChange(name is null or ['/', ..] ? name ?? "" : JsonPointer.Of(name), before, after)]
        };

    /// <summary>Adds a whole value's change: the root path.</summary>
    public AuditEvent ChangeWhole(AuditValue? before, AuditValue? after) =>
        this with { Changes = [.. Changes ?? [], new AuditChange("", before, after)] };

    /// <summary>The same, of any objects; what <see cref="AuditValue.Of"/> says of them holds here.</summary>
    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public AuditEvent Change(string name, object? before, object? after) =>
        Change(name, Side(before), Side(after));

    /// <summary>The same, of any objects; what <see cref="AuditValue.Of"/> says of them holds here.</summary>
    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public AuditEvent ChangeWhole(object? before, object? after) => ChangeWhole(Side(before), Side(after));

    /// <summary>Adds a member to the metadata.</summary>
    public AuditEvent With(string name, AuditValue? value) =>
        this with { Metadata = [.. Metadata ?? [], new(name, value ?? AuditValue.Null)] };

    /// <summary>The same, of any object; what <see cref="AuditValue.Of"/> says of it holds here.</summary>
    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public AuditEvent With(string name, object? value) => With(name, (AuditValue?)AuditValue.Of(value));

    /// <summary>
    /// Says that a part of the event is about another person than the defaults say:
    /// <c>.PersonalTo("/metadata/sponsor", new("user", "u9"))</c>.
    /// </summary>
    /// <param name="path">
    /// JSON Pointer into the event's JSON, to <c>/description</c>, <c>/reason</c>, <c>/outcome/error</c>, <c>/targets/0/name</c>, or into
    /// <c>/metadata</c> or <c>/changes</c>.
    /// </param>
    /// <param name="subject">The person.</param>
    public AuditEvent PersonalTo(string path, AuditSubject subject) =>
        this with { Personal = [.. Personal ?? [], new PersonalData(path, subject)] };

    /// <summary>Says from where it came.</summary>
    public AuditEvent From(AuditContext context) => this with { Context = context };

    /// <summary>Says that it failed.</summary>
    /// <param name="error">What went wrong, in words.</param>
    /// <param name="code">A short code.</param>
    public AuditEvent Failed(string? error = null, string? code = null) => this with { Outcome = new(AuditResult.Failure, code, error) };

    /// <summary>
    /// Says that it failed with this exception: its type's name is the code, its message the error, masked as all texts are.
    /// </summary>
    public AuditEvent Failed(Exception exception) => this with { Outcome = AuditOutcome.Failure(exception) };

    /// <summary>Says that it was not allowed.</summary>
    /// <param name="reason">Why, in words.</param>
    /// <param name="code">A short code.</param>
    public AuditEvent Denied(string? reason = null, string? code = null) => this with { Outcome = new(AuditResult.Denied, code, reason) };

    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    // A bare null would become JSON's.
    private static AuditValue? Side(object? value) => value is null ? default(AuditValue?) : AuditValue.Of(value);
}
