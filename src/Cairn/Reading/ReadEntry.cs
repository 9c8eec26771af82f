using Cairn.Events;
using Cairn.Manifests;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>A stored entry as far as it can be read.</summary>
/// <param name="Stored">Its rows.</param>
/// <param name="View">What they say; <see langword="null"/> when the leaf is none.</param>
/// <param name="Problems">Everything wrong with it that reading it, its columns and its hash in the tree can tell.</param>
internal sealed record ReadEntry(StoredEntry Stored, EntryView? View, IReadOnlyList<string> Problems)
{
    /// <summary>What happened, in the words the log has for it, in pieces; empty without a view.</summary>
    public IReadOnlyList<SentencePiece> Pieces { get; init; } = [];

    /// <summary>The manifest that has those words, or that the entry attests; <see langword="null"/>: none, or it is not found.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>What happened, as one text.</summary>
    public string Sentence => string.Concat(Pieces.Select(p => p.Text));
}
