using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Querying;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>What somebody may see, and in which language.</summary>
/// <param name="Culture">The language of sentences; empty: the application's first.</param>
/// <param name="Classes">The classes of disclosures that are shown.</param>
/// <param name="Within">What entries must hold to be there at all; <see langword="null"/>: nothing.</param>
internal sealed record ReaderScope(string Culture = "", AuditClasses Classes = AuditClasses.All, AuditQuery? Within = null)
{
    /// <summary>Tells cursors of one scope from those of another.</summary>
    public string Text => Within is null ? "" : QueryText.Of(Within);

    /// <summary>The query with what must hold besides.</summary>
    public AuditQuery Narrowed(AuditQuery query) => Within is null ? query : query with { AllOf = [.. query.AllOf, Within] };

    public ReaderScope In(string culture) => culture.Length == 0 || CultureName.Is(culture) ? this with { Culture = culture }
        : throw new ArgumentException($"'{culture}' is not the name of a culture, such as de or pt-BR.", nameof(culture));

    public ReaderScope Of(AuditClasses classes) => this with { Classes = Classes & classes };

    public ReaderScope Of(AuditQuery within)
    {
        within.Validate();
        return this with { Within = Narrowed(within) };
    }

    /// <summary>The entry as it is shown: what may not be seen is withheld.</summary>
    public StoredEntry Shown(StoredEntry entry) => Classes == AuditClasses.All || entry.Disclosures.All(IsShown) ? entry
        : entry with { Disclosures = [.. entry.Disclosures.Select(d => IsShown(d) || d.KeyId != 0 ? d : Withheld(d))] };

    public bool Sees(AuditClasses some) => (Classes & some) == some;

    // By the name, as the class is: a row of another class is altered, and verifying names it.
    private bool IsShown(StoredDisclosure disclosure) => DisclosureGroup.ClassOf(disclosure.Name) switch
    {
        "identity" => Sees(AuditClasses.Identity),
        "contact" => Sees(AuditClasses.Contact),
        "network" => Sees(AuditClasses.Network),
        "content" => Sees(AuditClasses.Content),
        _ => Sees(AuditClasses.All),
    };

    // As if it were encrypted and its key not at hand.
    private static StoredDisclosure Withheld(StoredDisclosure disclosure) =>
        disclosure with { KeyId = -1, Digest = Disclosure.DigestOf(disclosure.Json.Span), Json = ReadOnlyMemory<byte>.Empty };
}
