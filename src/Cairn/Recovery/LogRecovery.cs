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
            SignerMemory.Of(keyFile).Follow(); // Whatever can be signed is remembered now.
        }

        return recovered;
    }

    private async Task<BrokenLog?> DiagnoseAsync(LogIdentity[] generations, SigningKey? key, CancellationToken cancellationToken)
    {
        var newest = generations[^1];
        if (newest.Generation > 1 && (await store.ReadHeadAsync(newest, cancellationToken).ConfigureAwait(false)).Size == 0)
        {
            // An earlier recovery was interrupted between making the log and attesting the break.
            var reason = await ReasonAsync(generations[^2], key, cancellationToken).ConfigureAwait(false);
            return new(generations[^2], newest, reason ?? "restored");
        }

        return await ReasonAsync(newest, key, cancellationToken).ConfigureAwait(false) is { } why ? new(newest, null, why) : null;
    }

    /// <summary>Why the log cannot be signed; <see langword="null"/> when it can, and then it is.</summary>
    private async Task<string?> ReasonAsync(LogIdentity log, SigningKey? key, CancellationToken cancellationToken)
    {
        var memory = SignerMemory.Of(keyFile);
        if (key is null)
        {
            return memory.Read(log) is not null || await store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false) is not null
                ? "key_lost"
                : null;
        }

        try
        {
            await new CheckpointSigner(store, key, memory).SignAsync(log, cancellationToken).ConfigureAwait(false);
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
        var log = broken.Begun ?? await store.CreateLogAsync(
            LogIdentity.Create(old.Tenant, old.Generation + 1, old.Origin[..^(old.LogId.Length + 1)], RandomNumberGenerator.Fill),
            cancellationToken).ConfigureAwait(false);
        var attestation = new Attestation(manifest, CairnActions.LogContinued, Guid.CreateVersion7(clock.GetUtcNow()));
        var batch = await new BatchSealer(store, PersonRules.Default, RandomNumberGenerator.Fill, clock).SealAsync(
            new(log, [attestation], null), cancellationToken).ConfigureAwait(false);
        await store.AppendAsync(log, batch.Entries!, batch.People, cancellationToken).ConfigureAwait(false); // Sealed.
        await new CheckpointSigner(store, key, SignerMemory.Of(keyFile)).SignInTurnAsync(log, cancellationToken).ConfigureAwait(false);
        return new(old, log, manifest);
    }

    private async Task<ContinuedManifest> AttestAsync(BrokenLog broken, SigningKey key, CancellationToken cancellationToken)
    {
        var old = broken.Log;
        var note = SignerMemory.Of(keyFile).Read(old) ?? await store.ReadCheckpointAsync(old, cancellationToken).ConfigureAwait(false);
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

    /// <summary>A log that cannot be signed, why, and its continuation where one was begun.</summary>
    private sealed record BrokenLog(LogIdentity Log, LogIdentity? Begun, string Reason);
}

/// <summary>A log that goes on under a new origin.</summary>
internal sealed record RecoveredLog(LogIdentity Old, LogIdentity New, ContinuedManifest Attested);
