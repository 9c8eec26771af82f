namespace Cairn.Intake.Shaping;

/// <summary>A step over every text of an event outside of free JSON. The lists have no missing elements any more.</summary>
internal abstract class TextStep
{
    public AuditEvent Apply(AuditEvent e) => e with
    {
        Category = Text(e.Category, TextKind.Word, new("/category")),
        Description = Text(e.Description, TextKind.Text, new("/description")),
        Actor = Actor(e.Actor),
        Targets = Each(e.Targets, Target),
        Outcome = e.Outcome with
        {
            Code = Text(e.Outcome.Code, TextKind.Word, new("/outcome/code")),
            Error = Text(e.Outcome.Error, TextKind.Text, new("/outcome/error")),
        },
        Reason = Text(e.Reason, TextKind.Text, new("/reason")),
        Context = Context(e.Context),
        Changes = Each(e.Changes, Change),
        Personal = Each(e.Personal, Personal),
    };

    /// <summary>The text as it is after this step.</summary>
    protected abstract string? Text(string? text, TextKind kind, Place place);

    private static List<T> Each<T>(IReadOnlyList<T> items, Func<T, int, T> step)
    {
        var all = new List<T>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            all.Add(step(items[i], i));
        }

        return all;
    }

    private AuditActor Actor(AuditActor actor) => new(Type(actor.Type, new("/actor/type")), Text(actor.Id, TextKind.Id, new("/actor/id")))
    {
        Name = Text(actor.Name, TextKind.Text, new("/actor/name")),
        Email = Text(actor.Email, TextKind.Text, new("/actor/email")),
        Phone = Text(actor.Phone, TextKind.Text, new("/actor/phone")),
        Role = Text(actor.Role, TextKind.Word, new("/actor/role")),
        OnBehalfOf = actor.OnBehalfOf is not { } other ? null
            : new(Type(other.Type, new("/actor/on_behalf_of/type")), Text(other.Id, TextKind.Id, new("/actor/on_behalf_of/id"))),
    };

    private AuditTarget Target(AuditTarget target, int i) => new(
        Type(target.Type, new("/targets", i, "/type")),
        Text(target.Id, TextKind.Id, new("/targets", i, "/id")),
        Text(target.Name, TextKind.Text, new("/targets", i, "/name")));

    private AuditContext Context(AuditContext context) => new()
    {
        Source = Text(context.Source, TextKind.Word, new("/context/source")),
        Ip = Text(context.Ip, TextKind.Text, new("/context/ip")),
        UserAgent = Text(context.UserAgent, TextKind.Text, new("/context/user_agent")),
        RequestId = Text(context.RequestId, TextKind.Word, new("/context/request_id")),
        TraceId = Text(context.TraceId, TextKind.Word, new("/context/trace_id")),
        SessionId = Text(context.SessionId, TextKind.Text, new("/context/session_id")),
        OperationId = Text(context.OperationId, TextKind.Word, new("/context/operation_id")),
    };

    private AuditChange Change(AuditChange change, int i) =>
        change with { Path = Text(change.Path, TextKind.Path, new("/changes", i, "/path")) ?? "" };

    private PersonalData Personal(PersonalData part, int i) => new(
        Text(part.Path, TextKind.Pointer, new("/personal", i, "/path"))!, // One that is missing is left out later.
        new(
            Type(part.Subject.Type, new("/personal", i, "/subject/type")),
            Text(part.Subject.Id, TextKind.Id, new("/personal", i, "/subject/id"))));

    private string Type(string? type, Place place) => Text(type, TextKind.Type, place) ?? AuditActor.UnknownType;
}
