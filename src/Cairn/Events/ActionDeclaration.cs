using Cairn.Manifests;
using Cairn.Primitives;

namespace Cairn.Events;

/// <summary>The words of an action as a log keeps them: one manifest, and what follows from its bytes.</summary>
internal sealed class ActionDeclaration
{
    /// <exception cref="ArgumentException">The words are more than a manifest holds.</exception>
    public ActionDeclaration(ActionDeclaredManifest manifest)
    {
        Manifest = manifest;
        try
        {
            Bytes = manifest.Format();
        }
        catch (InvalidOperationException e)
        {
            throw new ArgumentException(
                $"The sentences and metadata of {manifest.Declared} are more than {Manifests.Manifest.MostBytes} bytes: shorten them.", e);
        }

        (Reference, Id) = (ActionDeclaredManifest.ReferenceTo(Bytes), ActionDeclaredManifest.IdOf(Bytes));
    }

    public ActionDeclaredManifest Manifest { get; }

    public byte[] Bytes { get; }

    /// <summary>What entries call it.</summary>
    public string Reference { get; }

    /// <summary>The id of the entry that brings it, the same from every host.</summary>
    public Guid Id { get; }

    public ActionDeclaration With(string culture, string sentence) =>
        new(Manifest with { Sentences = Add(Manifest.Sentences, culture, sentence) });

    public ActionDeclaration With(string name, AuditMetadataType type) =>
        new(Manifest with { Metadata = Add(Manifest.Metadata ?? [], name, ActionDeclaredManifest.Types[TypeOf(type)]) });

    private static List<KeyValuePair<string, string>> Add(IReadOnlyList<KeyValuePair<string, string>> pairs, string name, string value) =>
        !Grammar.IsUnicode(name) ? throw new ArgumentException("The name has half of a surrogate pair.")
        : pairs.Any(p => p.Key == name) ? throw new ArgumentException($"The action has '{name}' already.")
        : [.. pairs.Append(new(name, value)).OrderBy(p => p.Key, Utf8Order.Comparer)];

    private static int TypeOf(AuditMetadataType type) =>
        type == AuditMetadataType.Any ? ActionDeclaredManifest.Types.Length - 1 : (int)type - 1;
}
