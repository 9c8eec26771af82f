namespace Cairn.AspNetCore.Endpoints;

/// <summary>A target out of a request: <c>member:{id}</c> is the type <c>member</c> and the id in the route value <c>id</c>.</summary>
internal sealed class TargetTemplate
{
    private readonly string type;
    private readonly TextTemplate? id;

    private TargetTemplate(string type, TextTemplate? id) => (this.type, this.id) = (type, id);

    public IEnumerable<TemplatePlace> Places => id?.Places ?? [];

    /// <exception cref="ArgumentException">There is no type, or the id is no template.</exception>
    public static TargetTemplate Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var type = colon < 0 ? text : text[..colon];
        return type.Length == 0 || type.Contains('{', StringComparison.Ordinal)
            ? throw new ArgumentException($"'{text}' is not a target: write its type, a colon and its id, such as member:{{id}}.")
            : new(type, colon < 0 ? null : TextTemplate.Parse(text[(colon + 1)..]));
    }

    public AuditTarget Fill(TemplateValues values) => new(type, id?.Fill(values));
}
