using System.Collections.Concurrent;
using System.Diagnostics;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Signing;

/// <summary>
/// Signs committed heads, and only those that continue what was signed before, here or by another host with the same key.
/// </summary>
internal sealed class CheckpointSigner(ILogStore store, SigningKey key, SignerMemory memory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly LogFollower follower = new(store, key, memory);

    // Logs whose store has this key.
    private readonly ConcurrentDictionary<string, bool> introduced = new(StringComparer.Ordinal);

    public SigningKey Key => key;

    /// <summary>Whether other hosts sign the same logs.</summary>
    public bool Follows => memory.Follows;

    /// <summary>Whether the log may be opened: a tenant's first, or one that <c>cairn recover</c> began.</summary>
    /// <exception cref="CairnSigningException">Nobody with this key began it, and it has no entry yet.</exception>
    public void RefuseUnbegun(LogIdentity log)
    {
        if (!memory.Knows(log))
        {
            throw LogFollower.UnknownGeneration(log, memory);
        }
    }

    /// <summary>Follows the log, and signs nothing.</summary>
    /// <exception cref="CairnSigningException">Signing would fork the log's history.</exception>
    public async Task CheckAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        using var alone = await memory.LockAsync(log, cancellationToken).ConfigureAwait(false);
        var published = await store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false);
        await follower.FollowAsync(log, published, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Follows the log, and signs its head when it has grown and no other host is doing so. Then the newest checkpoint is in the signer's
    /// memory and in the store; otherwise what was published is remembered and the log is checked all the same.
    /// </summary>
    /// <exception cref="CairnSigningException">Signing would fork the log's history.</exception>
    public async Task<SigningRound> SignAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        using var alone = await memory.LockAsync(log, cancellationToken).ConfigureAwait(false);
        var published = await store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false);
        var known = await follower.FollowAsync(log, published, cancellationToken).ConfigureAwait(false);
        var note = known.Note;
        if (known.Head.Size == known.Signed.Size && note == published)
        {
            return new(true, note, known.Head.Size);
        }

        await IntroduceAsync(log, known.Head.Size, cancellationToken).ConfigureAwait(false);

        // In the turn, published is still what was followed: this head is the newest anybody may have signed.
        var isSigned = await store.PublishInTurnAsync(log, published, Newest, cancellationToken).ConfigureAwait(false);
        return new(isSigned, note, isSigned ? known.Head.Size : known.Signed.Size);

        string Newest() => note = note is null || known.Head.Size > known.Signed.Size ? Sign(log, known.Head) : note;
    }

    /// <summary>The same, waiting for the turn; other hosts have it for milliseconds.</summary>
    /// <returns>The newest checkpoint's note; <see langword="null"/> while the log is empty.</returns>
    /// <exception cref="CairnStoreException">The turn did not come.</exception>
    public async Task<string?> SignInTurnAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (await SignAsync(log, cancellationToken).ConfigureAwait(false) is var round)
        {
            if (round.IsSigned)
            {
                return round.Note;
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                break;
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }

        throw new CairnStoreException(
            $"Another host has been signing the log of tenant {log.Tenant} for {Patience.TotalSeconds:0} seconds: try again.");
    }

    // Before the first note: whoever reads a note finds its key. The first key of a log is that of all sizes until another one follows.
    private async Task IntroduceAsync(LogIdentity log, long size, CancellationToken cancellationToken)
    {
        if (!introduced.ContainsKey(log.Origin))
        {
            size = (await store.ReadVerifierKeysAsync(log, cancellationToken).ConfigureAwait(false)).Count == 0 ? 0 : size;
            await store.AddVerifierKeyAsync(log, size, key.VerifierOf(log).ToString(), cancellationToken).ConfigureAwait(false);
            introduced[log.Origin] = true;
        }
    }

    private string Sign(LogIdentity log, TreeHead head)
    {
        var note = Note.Sign(new Checkpoint(log.Origin, head).Format(), key.SignerOf(log));
        memory.Write(log, note);
        return note;
    }
}
