using System.Diagnostics.CodeAnalysis;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Primitives;

namespace Cairn;

/// <summary>
/// An action an application audits, declared once: name, category and the sentence that tells it, in further languages where it has
/// them. Immutable: each method returns a changed copy. A log keeps the words of each action that was recorded in it, so every reader
/// tells its entries in them.
/// </summary>
/// <example><code>static readonly AuditAction MemberRemoved = new AuditAction("member.removed", AuditCategories.Admin, "{actor} removed {target}")
///     .InCulture("de", "{actor} hat {target} entfernt");</code></example>
public sealed record AuditAction
{
    /// <summary>Declares an action.</summary>
    /// <param name="name"><c>noun.verb</c>, lower case; <c>cairn.*</c> is reserved.</param>
    /// <param name="category">One of <see cref="AuditCategories"/>, or a word of the application's own.</param>
    /// <param name="sentence">
    /// A template: <c>{actor}</c>, <c>{target}</c>, <c>{targets}</c>, <c>{before}</c>, <c>{after}</c>, <c>{path}</c>, <c>{reason}</c>,
    /// <c>{code}</c>, <c>{metadata.name}</c>.
    /// </param>
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
            throw new ArgumentException(
                $"'{name}' is not an action: noun.verb of lower-case letters, digits and underscores, not beginning with cairn.",
                nameof(name));
        }

        if (!Grammar.IsCategory(category))
        {
            throw new ArgumentException(
                $"'{category}' is not a category: lower-case letters, digits and underscores, at most {EventLimits.Category}.",
                nameof(category));
        }

        Sentence = SentenceTemplate.Parse(sentence);
        Declaration = new(new(name, category, [new("", sentence)], null));
    }

    private AuditAction(SentenceTemplate sentence, ActionDeclaration declaration) => (Sentence, Declaration) = (sentence, declaration);

    /// <summary>The name, <c>noun.verb</c>.</summary>
    public string Name => Declaration.Manifest.Declared;

    /// <summary>The category.</summary>
    public string Category => Declaration.Manifest.Category;

    /// <summary>The sentence for whoever reads in no language that has one of its own.</summary>
    internal SentenceTemplate Sentence { get; }

    /// <summary>All its words, as a log keeps them.</summary>
    internal ActionDeclaration Declaration { get; }

    /// <summary>Adds a sentence for readers of a culture, or of those below it: <c>de</c> serves <c>de-AT</c> too.</summary>
    /// <param name="culture">A name such as <c>de</c> or <c>pt-BR</c>.</param>
    /// <param name="sentence">A template with the same places.</param>
    /// <exception cref="ArgumentException">A part does not have its form, or the action has that culture.</exception>
    public AuditAction InCulture(string culture, string sentence)
    {
        ArgumentNullException.ThrowIfNull(culture);
        _ = SentenceTemplate.Parse(sentence);
        return CultureName.Is(culture)
            ? new(Sentence, Declaration.With(culture, sentence))
            : throw new ArgumentException($"'{culture}' is not the name of a culture, such as de or pt-BR.", nameof(culture));
    }

    /// <summary>Says which type a member of its metadata has, for whoever reads the log. Nothing holds events to it.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="type">What its values are.</param>
    /// <exception cref="ArgumentException">The action has that member, or there are too many.</exception>
    public AuditAction WithMetadata(string name, AuditMetadataType type = AuditMetadataType.Any)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(Sentence, Declaration.With(name, type));
    }

    /// <summary>An event of this action.</summary>
    public AuditEvent Event() => new() { Action = Name, Category = Category, Words = new(this) };

    /// <summary>An event of this action on a target.</summary>
    public AuditEvent On(string type, string? id, string? name = null) => Event().On(type, id, name);

    /// <summary>An event of this action on a target whose id is a number.</summary>
    public AuditEvent On(string type, long id, string? name = null) => Event().On(type, id, name);

    /// <summary>An event of this action on a target whose id is a UUID.</summary>
    public AuditEvent On(string type, Guid id, string? name = null) => Event().On(type, id, name);

    /// <summary>An event of this action on a target.</summary>
    public AuditEvent On(AuditTarget target) => Event().On(target);

    /// <summary>An event of this action by an actor.</summary>
    public AuditEvent By(AuditActor actor) => Event().By(actor);

    /// <summary>An action is taken for an event of it where nothing else is to be said: <c>audit.Begin(ContainerStopped)</c>.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Event() is what it is called.")]
    public static implicit operator AuditEvent(AuditAction action) => action.Event();

    /// <summary>Whether it has the same name, category and words.</summary>
    public bool Equals(AuditAction? other) =>
        ReferenceEquals(this, other) || (other is not null && Declaration.Reference == other.Declaration.Reference);

    /// <inheritdoc/>
    public override int GetHashCode() => Declaration.Reference.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>One of Cairn's own actions.</summary>
    internal static AuditAction Reserved(string name, string sentence) => new(name, AuditCategories.Cairn, sentence, reserved: true);
}
