namespace Cairn;

/// <summary>Masks the secrets in an event, before anything else sees it. Without one it returns the very same event and allocates nothing.</summary>
/// <remarks>A mask keeps a valid event valid: lengths, alphabets and JSON hold, and every place that was there still is.</remarks>
internal sealed class Redactor
{
    private readonly TextRedactor text;
    private readonly ChangeRedactor changes;
    private readonly MetadataRedactor metadata;

    // Made once: a method group of an instance is a new delegate each time.
    private readonly Func<AuditTarget, AuditTarget> target;
    private readonly Func<PersonalData, PersonalData> personalData;

    private Redactor(RedactionOptions options)
    {
        text = new TextRedactor(new MemberNames(options.Names, options.ExemptNames), options.ExemptPaths, options.Rules);
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

    public AuditEvent Redact(AuditEvent e)
    {
        var redacted = Parts(e);
        return ReferenceEquals(redacted, e) ? e : RedactedSize.Fit(e, PersonalPaths.Follow(redacted));
    }

    private AuditEvent Parts(AuditEvent e)
    {
        var description = Free(e.Description);
        var reason = Free(e.Reason);
        var actor = Actor(e.Actor);
        var targets = Lists.Map(e.Targets, target);
        var outcome = Outcome(e.Outcome);
        var context = Context(e.Context);
        var changed = changes.Redact(e.Changes);
        var members = metadata.Redact(e.Metadata);
        var personal = Lists.Map(e.Personal, personalData);
        var isSame = ReferenceEquals(description, e.Description) && ReferenceEquals(reason, e.Reason) && ReferenceEquals(actor, e.Actor)
            && ReferenceEquals(targets, e.Targets) && ReferenceEquals(outcome, e.Outcome) && ReferenceEquals(context, e.Context)
            && ReferenceEquals(changed, e.Changes) && ReferenceEquals(members, e.Metadata) && ReferenceEquals(personal, e.Personal);
        return isSame ? e : e with
        {
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
        var (type, id, name, email) = (Type(a.Type), Id(a.Id, EventLimits.Id), Line(a.Name, EventLimits.Name), Id(a.Email, EventLimits.Email));
        var (phone, role, other) = (Id(a.Phone, EventLimits.Phone), Id(a.Role, EventLimits.Token), a.OnBehalfOf is { } subject ? Subject(subject) : null);
        return ReferenceEquals(type, a.Type) && ReferenceEquals(id, a.Id) && ReferenceEquals(name, a.Name) && ReferenceEquals(email, a.Email)
            && ReferenceEquals(phone, a.Phone) && ReferenceEquals(role, a.Role) && ReferenceEquals(other, a.OnBehalfOf)
            ? a
            : new AuditActor(type, id) { Name = name, Email = email, Phone = phone, Role = role, OnBehalfOf = other };
    }

    private AuditSubject Subject(AuditSubject s)
    {
        var (type, id) = (Type(s.Type), Id(s.Id, EventLimits.Id)!);
        return ReferenceEquals(type, s.Type) && ReferenceEquals(id, s.Id) ? s : new(type, id);
    }

    private AuditTarget Target(AuditTarget t)
    {
        var (type, id, name) = (Type(t.Type), Id(t.Id, EventLimits.Id)!, Line(t.Name, EventLimits.Name));
        return ReferenceEquals(type, t.Type) && ReferenceEquals(id, t.Id) && ReferenceEquals(name, t.Name) ? t : new(type, id, name);
    }

    private AuditOutcome Outcome(AuditOutcome o)
    {
        var (code, error) = (Id(o.Code, EventLimits.Token), Free(o.Error));
        return ReferenceEquals(code, o.Code) && ReferenceEquals(error, o.Error) ? o : o with { Code = code, Error = error };
    }

    private AuditContext Context(AuditContext c)
    {
        var (source, agent, session) = (Id(c.Source, EventLimits.Token), Line(c.UserAgent, EventLimits.UserAgent), Id(c.SessionId, EventLimits.SessionId));
        var (request, operation) = (Id(c.RequestId, EventLimits.Token), Id(c.OperationId, EventLimits.Token));
        return ReferenceEquals(source, c.Source) && ReferenceEquals(agent, c.UserAgent) && ReferenceEquals(session, c.SessionId)
            && ReferenceEquals(request, c.RequestId) && ReferenceEquals(operation, c.OperationId)
            ? c
            : c with { Source = source, UserAgent = agent, SessionId = session, RequestId = request, OperationId = operation };
    }

    private PersonalData Personal(PersonalData p)
    {
        var subject = Subject(p.Subject);
        return ReferenceEquals(subject, p.Subject) ? p : p with { Subject = subject };
    }

    // Free text has no limit of its own.
    private string? Free(string? value) => value is null ? null : text.Free(value) ?? value;

    private string? Line(string? value, int most) => Fit(value, value is null ? null : text.Free(value), most, Grammar.IsLine);

    private string? Id(string? value, int most) => Fit(value, value is null ? null : text.Id(value), most, IsVisible);

    // A type has an alphabet without brackets.
    private static string Type(string type) => type is not null && TextRedactor.Name(type) is not null ? "redacted" : type!;

    private static bool IsVisible(ReadOnlySpan<char> value) => Grammar.IsVisible(value, int.MaxValue);

    // A mark may be longer than the secret: where the text then breaks a rule that it kept before, the mark alone remains.
    private static string? Fit(string? value, string? redacted, int most, Func<ReadOnlySpan<char>, bool> keepsAlphabet) =>
        redacted is null ? value
        : redacted.Length <= most && (keepsAlphabet(redacted) || !keepsAlphabet(value)) ? redacted
        : Marks.First(redacted);
}
