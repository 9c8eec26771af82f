using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>A word of an event: what stands in the leaf, and the word itself where that is a stand-in.</summary>
internal readonly record struct LeafWord(string? InLeaf, string? Behind);

/// <summary>The words of an event as its leaf spells them.</summary>
internal sealed class LeafWords
{
    private readonly LogIdentity log;
    private readonly ShapeMarks marks;

    public LeafWords(LogIdentity log, AuditEvent e, ShapeMarks marks)
    {
        (this.log, this.marks) = (log, marks);
        Category = string.IsNullOrEmpty(e.Category)
            ? new(AuditCategories.General, null)
            : Plain("category", "/category", e.Category, Grammar.IsCategory);
        Role = Token("role", "/actor/role", e.Actor.Role);
        Code = Token("code", "/outcome/code", e.Outcome.Code);
        Source = Token("source", "/context/source", e.Context.Source);
        RequestId = Plain("request_id", "/context/request_id", e.Context.RequestId, LeafText.IsPlainReference);
        TraceId = Plain("trace_id", "/context/trace_id", e.Context.TraceId, Grammar.IsTraceId);
        OperationId = Plain("operation_id", "/context/operation_id", e.Context.OperationId, LeafText.IsPlainReference);
    }

    public LeafWord Category { get; }

    public LeafWord Role { get; }

    public LeafWord Code { get; }

    public LeafWord Source { get; }

    public LeafWord RequestId { get; }

    public LeafWord TraceId { get; }

    public LeafWord OperationId { get; }

    private LeafWord Token(string member, string path, string? text) => string.IsNullOrEmpty(text) ? default
        : PercentEncoding.Fits(text) && !PersonRules.LooksPersonal(text) ? new(PercentEncoding.Token.Encode(text), null)
        : Behind(member, path, text);

    private LeafWord Plain(string member, string path, string? text, Func<string, bool> hasForm) => string.IsNullOrEmpty(text) ? default
        : hasForm(text) && !PersonRules.LooksPersonal(text) ? new(text, null)
        : Behind(member, path, text);

    private LeafWord Behind(string member, string path, string text) => new(StandIn.OfWord(log, member, text, marks.CutAt(path)), text);
}
