using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// The logs of the same tenant that this one goes on from: whether <c>cairn recover</c> began it, whether what it attests of the old log
/// is so, and the old log itself, as it was when this one was begun.
/// </summary>
internal sealed class GenerationCheck(ILogStore store, LogIdentity log, VerifyOptions options, FindingList findings, List<string> notes)
{
    /// <param name="all">The logs of the store.</param>
    /// <param name="isSigned">Whether a checkpoint of the log is published and opens with its key.</param>
    /// <returns>False: nobody with the key began it, and what it attests is nothing to hold the old log to.</returns>
    public bool Begun(IReadOnlyList<LogIdentity> all, bool isSigned)
    {
        if (options.Signer is { } memory
            && all.Any(l => IsKnown(memory, l))
            && !IsKnown(memory, log)
            && !(memory.Follows && isSigned && !options.IsUnpinned))
        {
            findings.Add(
                FindingKind.Head,
                null,
                "generation",
                $"the log is generation {log.Generation} of its tenant, and nothing in {memory.Folder} says that cairn recover began it: "
                + "somebody without the key put it there");
            return false;
        }

        return isSigned;
    }

    /// <summary>Verifies the log that this one goes on from, and what that one goes on from.</summary>
    /// <param name="all">The logs of the store.</param>
    /// <param name="continued">What the first entry of this log attests; <see langword="null"/>: nothing that can be read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<VerifyReport?> OlderAsync(
        IReadOnlyList<LogIdentity> all,
        ContinuedManifest? continued,
        CancellationToken cancellationToken)
    {
        var older = all.Where(l => l.Tenant == log.Tenant && l.Generation < log.Generation && l.Key != log.Key).ToList();
        var old = older.Find(l => continued is null ? l.Generation == log.Generation - 1 : l.Origin == continued.Origin);
        if (old is null)
        {
            Missing(older, continued);
            return null;
        }

        if (continued is not null && options.Signer is { } memory && Remembered(memory, old) is { } signed)
        {
            Hold(continued, signed);
        }

        foreach (var planted in older.Where(l => l.Generation > old.Generation))
        {
            notes.Add(
                $"the log {planted.LogId} is generation {planted.Generation} of the tenant, and this log goes on from generation "
                + $"{old.Generation}: somebody without the key put it there");
        }

        var run = new VerifyRun(store, old, await OptionsAsync(old, continued, cancellationToken).ConfigureAwait(false));
        return await run.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Missing(List<LogIdentity> older, ContinuedManifest? continued)
    {
        // Where the number before is missing too, that was said.
        if (continued is not null && older.Exists(l => l.Generation == log.Generation - 1))
        {
            findings.Add(
                FindingKind.Row,
                null,
                "logs",
                $"the log goes on from {continued.Origin}, which is not in the store: it was deleted, or its row was altered");
        }
    }

    // What recovering attests was found by whoever had the key; one that is not so was slipped to it.
    private void Hold(ContinuedManifest continued, TreeHead signed)
    {
        var claimed = continued.Size + continued.Lost;
        if (continued.Reason == "restored" && continued.Size >= signed.Size)
        {
            Wrong($"the manifest says that the old log was restored from an older copy, but all {signed.Size} signed entries were there");
        }
        else if (continued.Reason != ContinuedManifest.Planted && claimed < signed.Size)
        {
            Wrong(
                $"the manifest knows of {claimed} entries of the old log, and the signer's memory says that {signed.Size} were signed");
        }
        else if (continued.Size == signed.Size && continued.Root != signed.Root && continued.Reason is not "forked")
        {
            Wrong($"the manifest has another root of the old log at {signed.Size} entries than the signer's memory");
        }
    }

    private void Wrong(string words) => findings.Add(FindingKind.Manifest, 0, "manifest", words);

    private async Task<VerifyOptions> OptionsAsync(LogIdentity old, ContinuedManifest? continued, CancellationToken cancellationToken) =>
        options with
        {
            Verifier = continued is null
                ? options.Verifier is { } same ? RenamedKey.Of(same, old.Origin) : null
                : await VerifierAsync(old, continued, cancellationToken).ConfigureAwait(false),
            IsUnpinned = false,
            IsOlder = true,
            Continued = continued,
            // What of it was lost is attested; what was signed of a log that could go on counts.
            SignerMemory = continued is null or { Reason: ContinuedManifest.Planted } && options.Signer is { } memory
                && IsKnown(memory, old)
                ? memory.Read(True(old))
                : null,
            Since = null,
            Vanished = [],
        };

    // A lost key is attested as lost: what the store says of it is all there is, and the newer log vouches for the tree.
    private async Task<NoteVerifier?> VerifierAsync(LogIdentity old, ContinuedManifest continued, CancellationToken cancellationToken)
    {
        if (continued.VerifierKey is { } attested)
        {
            return NoteVerifier.TryParse(attested, out var verifier, out _) ? verifier : null;
        }

        var keys = await store.ReadVerifierKeysAsync(old, cancellationToken).ConfigureAwait(false);
        return keys.Count > 0 && NoteVerifier.TryParse(keys[^1].Key, out var stored, out _) ? stored : null;
    }

    private static TreeHead? Remembered(SignerMemory memory, LogIdentity old) =>
        IsKnown(memory, old)
        && memory.Read(True(old)) is { } text
        && Note.TryParse(text, out var note, out _)
        && Checkpoint.TryParse(note.Text, out var checkpoint, out _)
            ? checkpoint.Head
            : null;

    private static bool IsKnown(SignerMemory memory, LogIdentity one) => LogIdentity.IsLogId(True(one).LogId) && memory.Knows(True(one));

    // The row's own id may be altered.
    private static LogIdentity True(LogIdentity one) => one.TrueId.Length > 0 ? one with { LogId = one.TrueId } : one;
}
