using System.Buffers;
using System.Collections.Frozen;

namespace Cairn.Redaction;

/// <summary>
/// Masks the secrets in an event, before anything else sees it. Without one it returns the very same event and allocates nothing.
/// </summary>
/// <remarks>
/// Takes events that were shaped (docs/spec/event.md, steps 1 to 4). JSON stays JSON, and no two members of an object get one name.
/// </remarks>
internal sealed class Redactor
{
    private static readonly SearchValues<char> ActionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.");

    private readonly TextRedactor text;
    private readonly ChangeRedactor changes;
    private readonly MetadataRedactor metadata;

    // Made once: a method group of an instance is a new delegate each time.
    private readonly Func<AuditTarget, AuditTarget> target;
    private readonly Func<PersonalData, PersonalData> personalData;

    // Of the actions in whose events more names are kept.
    private readonly FrozenDictionary<string, Redactor> byAction;

    private Redactor(RedactionOptions options)
        : this(options, []) =>
        byAction = options.ExemptNamesByAction.ToFrozenDictionary(a => a.Key, a => new Redactor(options, a.Value), StringComparer.Ordinal);

    private Redactor(RedactionOptions options, IEnumerable<string> exempt)
    {
        byAction = FrozenDictionary<string, Redactor>.Empty;
        text = new TextRedactor(new MemberNames(options.Names, options.ExemptNames.Concat(exempt)), options.ExemptPaths, options.Rules);
        changes = new ChangeRedactor(text.Json);
        metadata = new MetadataRedactor(text.Json);
        (target, personalData) = (Target, Personal);
    }

    /// <summary>The redactor of these options; <see langword="null"/> when redaction is turned off.</summary>
    public static Redactor? Of(RedactionOptions options)
    {
        options.Validate();
        return options.Enabled ? new Redactor(options) : null;
    }

    public AuditEvent Redact(AuditEvent e) =>
        byAction.Count > 0 && e.Action is not null && byAction.TryGetValue(e.Action, out var other) ? other.RedactAll(e) : RedactAll(e);

    private AuditEvent RedactAll(AuditEvent e)
    {
        var action = Action(e.Action);
        var (category, description) = (Id(e.Category), Free(e.Description));
        var reason = Free(e.Reason);
        var actor = Actor(e.Actor);
        var targets = Lists.Map(e.Targets, target);
        var outcome = Outcome(e.Outcome);
        var context = Context(e.Context);
        var changed = changes.Redact(e.Changes);
        var members = metadata.Redact(e.Metadata);
        var personal = Lists.Map(e.Personal, personalData);
        var isSame = ReferenceEquals(action, e.Action)
            && ReferenceEquals(category, e.Category)
            && ReferenceEquals(description, e.Description)
            && ReferenceEquals(reason, e.Reason)
            && ReferenceEquals(actor, e.Actor)
            && ReferenceEquals(targets, e.Targets) && ReferenceEquals(outcome, e.Outcome) && ReferenceEquals(context, e.Context)
            && ReferenceEquals(changed, e.Changes) && ReferenceEquals(members, e.Metadata) && ReferenceEquals(personal, e.Personal);
        return isSame ? e : e with
        {
            Action = action,
            Category = category,
            Description = description,
            Reason = reason,
            Actor = actor,
            Targets = targets,
            Outcome = outcome,
            Context = context,
            Changes = changed,
            Metadata = members,
            Personal = personal,
        };
    }

    private AuditActor Actor(AuditActor a)
    {
        var (type, id, name, email) = (Type(a.Type), Id(a.Id), Free(a.Name), Id(a.Email));
        var (phone, role, other) = (Id(a.Phone), Id(a.Role), a.OnBehalfOf is { } subject ? Subject(subject) : null);
        return ReferenceEquals(type, a.Type)
            && ReferenceEquals(id, a.Id)
            && ReferenceEquals(name, a.Name)
            && ReferenceEquals(email, a.Email)
            && ReferenceEquals(phone, a.Phone) && ReferenceEquals(role, a.Role) && ReferenceEquals(other, a.OnBehalfOf)
            ? a
            : new AuditActor(type, id) { Name = name, Email = email, Phone = phone, Role = role, OnBehalfOf = other };
    }

    private AuditSubject Subject(AuditSubject s)
    {
        var (type, id) = (Type(s.Type), Id(s.Id));
        return ReferenceEquals(type, s.Type) && ReferenceEquals(id, s.Id) ? s : new(type, id);
    }

    private AuditTarget Target(AuditTarget t)
    {
        var (type, id, name) = (Type(t.Type), Id(t.Id), Free(t.Name));
        return ReferenceEquals(type, t.Type) && ReferenceEquals(id, t.Id) && ReferenceEquals(name, t.Name) ? t : new(type, id, name);
    }

    private AuditOutcome Outcome(AuditOutcome o)
    {
        var (code, error) = (Id(o.Code), Free(o.Error));
        return ReferenceEquals(code, o.Code) && ReferenceEquals(error, o.Error) ? o : o with { Code = code, Error = error };
    }

    private AuditContext Context(AuditContext c)
    {
        var (source, ip, agent, session) = (Id(c.Source), Id(c.Ip), Free(c.UserAgent), Id(c.SessionId));
        var (request, trace, operation) = (Id(c.RequestId), Id(c.TraceId), Id(c.OperationId));
        return ReferenceEquals(source, c.Source)
            && ReferenceEquals(ip, c.Ip)
            && ReferenceEquals(agent, c.UserAgent)
            && ReferenceEquals(session, c.SessionId)
            && ReferenceEquals(request, c.RequestId) && ReferenceEquals(trace, c.TraceId) && ReferenceEquals(operation, c.OperationId)
            ? c
            : c with
            {
                Source = source,
                Ip = ip,
                UserAgent = agent,
                SessionId = session,
                RequestId = request,
                TraceId = trace,
                OperationId = operation
            };
    }

    private PersonalData Personal(PersonalData p)
    {
        var (path, subject) = (PointerText.Redact(p.Path) ?? p.Path, Subject(p.Subject));
        return ReferenceEquals(path, p.Path) && ReferenceEquals(subject, p.Subject) ? p : new(path, subject);
    }

    // What is no action is refused, and kept with what it holds.
    private string Action(string action) =>
        action is null || !action.AsSpan().ContainsAnyExcept(ActionCharacters) ? action! : text.Free(action) ?? action;

    private string? Free(string? value) => value is null ? null : text.Free(value) ?? value;

    private string? Id(string? value) => value is null ? null : text.Id(value) ?? value;

    // A type stands in the leaf and in every subject: it gets a word there, no mark.
    private static string Type(string type) => TextRedactor.Name(type) is null ? type : "redacted";
}
