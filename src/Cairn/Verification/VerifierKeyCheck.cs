using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Whether the verifier keys kept with a log are keys of this log that follow each other, and the one for the published checkpoint's size
/// is the one that signed it.
/// </summary>
internal sealed class VerifierKeyCheck(LogIdentity log, FindingList findings)
{
    /// <param name="rows">As stored, by size.</param>
    /// <param name="size">The log's size, at least.</param>
    /// <param name="signed">The size of the checkpoint that <paramref name="signer"/> signed.</param>
    /// <param name="signer">The key it opened with; <see langword="null"/>: that is not known.</param>
    public void Check(IReadOnlyList<StoredVerifierKey> rows, long size, long signed, NoteVerifier? signer)
    {
        var flawed = new HashSet<StoredVerifierKey>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (Flaw(rows, i, size) is { } words)
            {
                flawed.Add(rows[i]);
                findings.Add(FindingKind.Key, "vkeys", $"the verifier key from size {rows[i].FromSize} on {words}");
            }
        }

        if (signer is not null
            && rows.LastOrDefault(r => r.FromSize <= signed) is { } row
            && !flawed.Contains(row)
            && row.Key != signer.ToString())
        {
            findings.Add(
                FindingKind.Key,
                "vkeys",
                $"the verifier key from size {row.FromSize} on is not the one that signed the checkpoint of {signed}");
        }
    }

    /// <summary>Notes that a key which opened nothing is none of the log's.</summary>
    /// <param name="rows">As stored.</param>
    /// <param name="given">The key; <see langword="null"/>: it opened the checkpoint, or came from the store itself.</param>
    /// <param name="notes">Where it is noted.</param>
    public static void Foreign(IReadOnlyList<StoredVerifierKey> rows, NoteVerifier? given, List<string> notes)
    {
        if (given is not null && rows.Count > 0 && rows.All(r => r.Key != given.ToString()))
        {
            notes.Add($"the key it is checked with, {OpeningError.Short(given)}, is none of the keys that the store has for the log: "
                + "it is the key of another log, or somebody signed the log anew with a key of their own");
        }
    }

    private string? Flaw(IReadOnlyList<StoredVerifierKey> rows, int i, long size) =>
        !NoteVerifier.TryParse(rows[i].Key, out var verifier, out _) ? "is not a verifier key"
        : IsAnothers(verifier) ? $"is named {verifier.Name}, not {log.Origin}"
        : i == 0 ? rows[0].FromSize == 0 ? null : "is the first: it should be from size 0 on"
        : rows[i].FromSize <= rows[i - 1].FromSize ? "does not follow the one before it"
        : rows[i].Key == rows[i - 1].Key ? "is the one before it again"
        : rows[i].FromSize > size ? $"is beyond the log's size, {size}"
        : null;

    // By the log's id: whether prefix and id are what they were made as is the identity's check.
    private bool IsAnothers(NoteVerifier verifier) =>
        log.Origin.EndsWith($"/{log.LogId}", StringComparison.Ordinal) && (log.TrueId.Length == 0 || log.TrueId == log.LogId)
        && !verifier.Name.EndsWith($"/{log.LogId}", StringComparison.Ordinal);
}
