namespace Cairn;

/// <summary>An action an application audits, declared once: name, category and the sentence that tells it.</summary>
/// <example><code>static readonly AuditAction MemberRemoved = new("member.removed", AuditCategories.Admin, "{actor} removed {target}");</code></example>
public sealed record AuditAction
{
    /// <summary>Declares an action.</summary>
    /// <param name="name"><c>noun.verb</c>, lower case; <c>cairn.*</c> is reserved.</param>
    /// <param name="category">One of <see cref="AuditCategories"/>, or a word of the application's own.</param>
    /// <param name="sentence">A template: <c>{actor}</c>, <c>{target}</c>, <c>{targets}</c>, <c>{before}</c>, <c>{after}</c>, <c>{path}</c>, <c>{reason}</c>, <c>{code}</c>, <c>{metadata.name}</c>.</param>
    /// <exception cref="ArgumentException">A part does not have its form.</exception>
    public AuditAction(string name, string category, string sentence)
        : this(name, category, sentence, reserved: false)
    {
    }

    private AuditAction(string name, string category, string sentence, bool reserved)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(category);
        if (!Grammar.IsAction(name) || name.StartsWith("cairn.", StringComparison.Ordinal) != reserved)
        {
            throw new ArgumentException($"'{name}' is not an action: noun.verb of lower-case letters, digits and underscores, not beginning with cairn.", nameof(name));
        }

        if (!Grammar.IsCategory(category))
        {
            throw new ArgumentException($"'{category}' is not a category: lower-case letters, digits and underscores, at most {EventLimits.Category}.", nameof(category));
        }

        (Name, Category, Sentence) = (name, category, SentenceTemplate.Parse(sentence));
    }

    /// <summary>The name, <c>noun.verb</c>.</summary>
    public string Name { get; }

    /// <summary>The category.</summary>
    public string Category { get; }

    internal SentenceTemplate Sentence { get; }

    /// <summary>An event of this action.</summary>
    public AuditEvent Event() => new() { Action = Name, Category = Category };

    /// <summary>An event of this action on a target.</summary>
    public AuditEvent On(string type, string? id, string? name = null) => Event().On(type, id, name);

    /// <summary>An event of this action by an actor.</summary>
    public AuditEvent By(AuditActor actor) => Event().By(actor);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>One of Cairn's own actions.</summary>
    internal static AuditAction Reserved(string name, string sentence) => new(name, AuditCategories.Cairn, sentence, reserved: true);
}
