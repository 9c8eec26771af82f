using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Recording;
using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Recovery;

/// <summary>
/// Lets a tenant's log go on after a break that the signer refuses to sign over: a new log under a new origin, whose first entry attests
/// the break. The old log stays as it is, its break visible for ever.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="keyFile">Its key; made where it is missing and a log needs it.</param>
/// <param name="shared">Whether many hosts share the store: the signer follows them from here on.</param>
/// <param name="clock">Dates the attestation; the system clock when absent.</param>
internal sealed class LogRecovery(ILogStore store, string keyFile, bool shared = false, TimeProvider? clock = null)
{
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly SignerMemory memory = SignerMemory.Of(keyFile);

    /// <summary>Recovers every tenant's newest log that cannot be signed. Run again after an interruption, it goes on.</summary>
    /// <returns>What was recovered; empty when every log can be signed.</returns>
    public async Task<IReadOnlyList<RecoveredLog>> RecoverAsync(CancellationToken cancellationToken)
    {
        var broken = new List<BrokenLog>();
        var existing = SigningKey.TryOpen(keyFile);
        foreach (var generations in (await store.ListLogsAsync(cancellationToken).ConfigureAwait(false)).GroupBy(l => l.Tenant))
        {
            if (await DiagnoseAsync(
                [.. generations.OrderBy(l => l.Generation)], existing, cancellationToken).ConfigureAwait(false) is { } found)
            {
                broken.Add(found);
            }
        }

        using var key = existing ?? (broken.Count > 0 ? SigningKey.Create(keyFile) : null);
        var recovered = new List<RecoveredLog>();
        foreach (var log in broken)
        {
            recovered.Add(await ContinueAsync(log, key!, cancellationToken).ConfigureAwait(false)); // With a broken log there is a key.
        }

        if (shared && key is not null)
        {
            memory.Follow(); // Whatever can be signed is remembered now.
        }

        return recovered;
    }

    private async Task<BrokenLog?> DiagnoseAsync(LogIdentity[] generations, SigningKey? key, CancellationToken cancellationToken)
    {
        var newest = generations[^1];
        if (await InterruptedAsync(generations, cancellationToken).ConfigureAwait(false) is { } interrupted)
        {
            return interrupted;
        }

        var known = await NewestKnownAsync(generations, key, cancellationToken).ConfigureAwait(false);
        var why = await ReasonAsync(known, key, cancellationToken).ConfigureAwait(false);
        return why is null && known == newest ? null : new(known, newest.Generation + 1, why ?? ContinuedManifest.Planted, null);
    }

    /// <summary>
    /// An earlier recovery that was interrupted between making the log and attesting the break. It wrote down why it began: nothing else
    /// is a reason to go on with a log that is there and empty. Where somebody else's entry came first, it is not gone on with.
    /// </summary>
    private async Task<BrokenLog?> InterruptedAsync(LogIdentity[] generations, CancellationToken cancellationToken)
    {
        var newest = generations[^1];
        if (newest.Generation == 1
            || memory.ReadBegun(newest) is not { } begun
            || memory.Read(newest) is not null
            || Array.Find(generations, l => l.Origin == begun.Origin) is not { } old)
        {
            return null;
        }

        var size = (await store.ReadHeadAsync(newest, cancellationToken).ConfigureAwait(false)).Size;
        var at = await store.FindAsync(newest, begun.EventId, cancellationToken).ConfigureAwait(false);
        return size == 0 ? new(old, newest.Generation, begun.Reason, newest)
            : at == 0 ? null
            : new(old, newest.Generation + 1, begun.Reason, null);
    }

    /// <summary>
    /// The newest log that this key has to do with. What a later generation says was not begun with it: somebody put it there.
    /// </summary>
    private async Task<LogIdentity> NewestKnownAsync(LogIdentity[] generations, SigningKey? key, CancellationToken cancellationToken)
    {
        for (var i = generations.Length - 1; i > 0; i--)
        {
            var log = generations[i];
            var note = key is null ? null : await store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false);
            if (memory.Knows(log) || (note is not null && IsSignedBy(key!, log, note))
                || (key is null && memory.IsEmpty)) // A note is read with a key.
            {
                return log;
            }
        }

        return generations[0];
    }

    private static bool IsSignedBy(SigningKey key, LogIdentity log, string note)
    {
        try
        {
            return Checkpoint.Open(note, key.VerifierOf(log)).Head.Size > 0;
        }
        catch (Exception e) when (e is NoteException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Why the log cannot be signed; <see langword="null"/> when it can. Nothing is signed for that.</summary>
    private async Task<string?> ReasonAsync(LogIdentity log, SigningKey? key, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return memory.Read(log) is not null || await store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false) is not null
                ? "key_lost"
                : null;
        }

        try
        {
            await new CheckpointSigner(store, key, memory).CheckAsync(log, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (CairnSigningException e)
        {
            return e.Refusal switch
            {
                SigningRefusal.Restored => "restored",
                SigningRefusal.Forked => "forked",
                SigningRefusal.KeyDiffers => "key_lost",
                SigningRefusal.MemoryMissing => "memory_lost",
                _ => throw new CairnSigningException(e.Refusal, e.Message),
            };
        }
    }

    private async Task<RecoveredLog> ContinueAsync(BrokenLog broken, SigningKey key, CancellationToken cancellationToken)
    {
        var old = broken.Log;
        var manifest = await AttestAsync(broken, key, cancellationToken).ConfigureAwait(false);
        var log = broken.Begun ?? await BeginAsync(broken, cancellationToken).ConfigureAwait(false);
        var begun = memory.ReadBegun(log)!; // Written before the log was made.
        var attestation = new Attestation(manifest, CairnActions.LogContinued, begun.EventId);
        var batch = await new BatchSealer(store, PersonRules.Default, RandomNumberGenerator.Fill, clock).SealAsync(
            new(log, [attestation], null), cancellationToken).ConfigureAwait(false);
        // Sealed.
        var appended = await store.AppendAsync(log, batch.Entries!, batch.People, cancellationToken).ConfigureAwait(false);
        if (appended is not [{ Index: 0 }])
        {
            throw new CairnStoreException(
                $"Somebody recorded into the new log {log.LogId} of tenant {log.Tenant} before it was begun: it is not signed. "
                + "Find out who may write to the store, and run: cairn recover");
        }

        await new CheckpointSigner(store, key, memory).SignInTurnAsync(log, cancellationToken).ConfigureAwait(false);
        return new(old, log, manifest);
    }

    // Beside the key first: a log that is not known there is refused by everybody who has the key.
    private async Task<LogIdentity> BeginAsync(BrokenLog broken, CancellationToken cancellationToken)
    {
        var old = broken.Log;
        var log = LogIdentity.Create(
            old.Tenant, broken.Generation, old.Origin[..^(old.LogId.Length + 1)], RandomNumberGenerator.Fill);
        memory.WriteBegun(log, new(broken.Reason, old.Origin, Guid.CreateVersion7(clock.GetUtcNow())));
        var made = await store.CreateLogAsync(log, cancellationToken).ConfigureAwait(false);
        return made.LogId == log.LogId ? made : throw new CairnStoreException(
            $"Generation {log.Generation} of tenant {log.Tenant}'s log was made by somebody else meanwhile. Run again: cairn recover");
    }

    private async Task<ContinuedManifest> AttestAsync(BrokenLog broken, SigningKey key, CancellationToken cancellationToken)
    {
        var old = broken.Log;
        var note = memory.Read(old) ?? await store.ReadCheckpointAsync(old, cancellationToken).ConfigureAwait(false);
        var head = await store.ReadHeadAsync(old, cancellationToken).ConfigureAwait(false);
        return new(
            broken.Reason,
            old.Origin,
            broken.Reason == "key_lost" ? null : key.VerifierOf(old).ToString(),
            note is not null && Note.TryParse(note, out _, out _) ? note : null,
            head.Size,
            Root(head));
    }

    /// <summary>The root as found; that of the empty tree where the head is too damaged to have one.</summary>
    private static Hash Root(StoredHead head)
    {
        try
        {
            return RightEdge.FromBytes(head.Size, head.Edge.Span).Root;
        }
        catch (ArgumentException)
        {
            return Hash.Empty;
        }
    }

    /// <summary>
    /// A log that cannot be signed, which generation goes on from it and why, and that generation where it was begun already.
    /// </summary>
    private sealed record BrokenLog(LogIdentity Log, int Generation, string Reason, LogIdentity? Begun);
}

/// <summary>A log that goes on under a new origin.</summary>
internal sealed record RecoveredLog(LogIdentity Old, LogIdentity New, ContinuedManifest Attested);
