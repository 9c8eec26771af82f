using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>A stored entry as far as it can be read.</summary>
/// <param name="Stored">Its rows.</param>
/// <param name="View">What they say; <see langword="null"/> when the leaf is none.</param>
/// <param name="Sentence">What happened, in the words the log has for it; empty without a view.</param>
/// <param name="Problems">Everything wrong with it that reading it, its columns and its hash in the tree can tell.</param>
internal sealed record ReadEntry(StoredEntry Stored, EntryView? View, string Sentence, IReadOnlyList<string> Problems);
