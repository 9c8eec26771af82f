using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>
/// Tells a log's entries in sentences: an application's in the words that its declaration in this log has for whoever reads, else in those
/// of the application that reads it, else in those of the standard actions, else plainly; Cairn's own with the numbers of their manifests.
/// Reads only the manifests that a page of entries needs. Used by one thread.
/// </summary>
internal sealed class LogSentences
{
    private readonly ILogStore? store;
    private readonly LogIdentity? log;
    private readonly ReaderSettings settings;
    private readonly string culture;
    private readonly Dictionary<string, ActionDeclaredManifest> declared = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Manifest> attested = [];

    /// <param name="store">Where the log is.</param>
    /// <param name="log">The log.</param>
    /// <param name="settings">The application's own words, for entries that name no declaration, and who is a person.</param>
    /// <param name="culture">The reader's, such as <c>de-AT</c>; empty: the application's default.</param>
    public LogSentences(ILogStore store, LogIdentity log, ReaderSettings settings, string culture = "") =>
        (this.store, this.log, this.settings, this.culture) = (store, log, settings, culture);

    private LogSentences() => (settings, culture) = (ReaderSettings.Default, "");

    /// <summary>Knows no log: standard actions only.</summary>
    public static LogSentences Standard { get; } = new();

    /// <summary>Reads what the sentences of these entries need.</summary>
    public async Task PrepareAsync(IEnumerable<EntryView> entries, CancellationToken cancellationToken)
    {
        foreach (var kind in entries.Where(IsNew)
            .Select(e => e.Leaf.IsCairns ? CairnActions.KindOf(e.Leaf.Action) : ActionDeclaredManifest.Name).Distinct().ToList())
        {
            foreach (var row in store is null || log is null
                ? []
                : await store.ReadManifestsAsync(log, kind, cancellationToken).ConfigureAwait(false))
            {
                Add(row);
            }
        }
    }

    /// <summary>What happened, in a sentence. Without <see cref="PrepareAsync"/> before, in standard words.</summary>
    public string Tell(EntryView entry) => string.Concat(PiecesOf(entry).Select(p => p.Text));

    /// <summary>The same, in pieces.</summary>
    public IReadOnlyList<SentencePiece> PiecesOf(EntryView entry) => new EntrySentence(entry, settings.Persons).Tell(Words(entry));

    /// <summary>The manifest whose words <see cref="Tell"/> uses, or which one of Cairn's own entries attests; <see langword="null"/>: none.</summary>
    public Manifest? ManifestOf(EntryView entry) => entry.Leaf.IsCairns ? attested.GetValueOrDefault(entry.Index)
        : entry.Leaf.Declared is { } reference ? declared.GetValueOrDefault(reference) : null;

    private bool IsNew(EntryView entry) =>
        entry.Leaf.IsCairns ? !attested.ContainsKey(entry.Index) : entry.Leaf.Declared is { } reference && !declared.ContainsKey(reference);

    // A declaration is known by its digest: one that somebody altered is another one, and no entry's.
    private void Add(StoredManifest row)
    {
        if (!Manifest.TryParse(row.Json, out var manifest, out _))
        {
            return; // Verify says so.
        }

        attested[row.Index] = manifest!; // Parsed.
        if (manifest is ActionDeclaredManifest words)
        {
            declared[ActionDeclaredManifest.ReferenceTo(row.Json.Span)] = words;
        }
    }

    private SentenceTemplate? Words(EntryView entry)
    {
        var leaf = entry.Leaf;
        if (leaf.IsCairns
            && attested.TryGetValue(entry.Index, out var manifest)
            && Base64Text.Encode(SHA256.HashData(manifest.Format())) == leaf.Manifest)
        {
            return SentenceTemplate.Literal(AttestedSentence.Of(manifest));
        }

        return leaf.Declared is { } reference
            && declared.TryGetValue(reference, out var words)
            && words.Declared == leaf.Action
            && Best(words) is { } template
            ? template
            : settings.Catalog.Find(leaf.Action) is { } action ? Best(action.Declaration.Manifest) ?? action.Sentence : null;
    }

    private SentenceTemplate? Best(ActionDeclaredManifest words)
    {
        foreach (var name in CultureName.Fallbacks(culture))
        {
            foreach (var (spoken, sentence) in words.Sentences)
            {
                if (string.Equals(spoken, name, StringComparison.OrdinalIgnoreCase) && SentenceTemplate.TryParse(sentence) is { } template)
                {
                    return template;
                }
            }
        }

        return null;
    }
}
