using Cairn.Stores;

namespace Cairn.Signing;

/// <summary>Opens the signer of a host, or says why it may not be opened.</summary>
/// <param name="store">The store whose logs it signs.</param>
/// <param name="beside">
/// Where the key of this store lies; <see langword="null"/> where it has no place beside it, because many hosts share the store.
/// </param>
/// <param name="second">A second place of the signer's memory; <see langword="null"/>: there is none.</param>
internal sealed class SignerOpening(ILogStore store, string? beside, string? second = null)
{
    /// <param name="named">The key file that is named; <see langword="null"/>: the one beside the store.</param>
    /// <returns><see langword="null"/> when this host has no key and is not meant to sign.</returns>
    /// <exception cref="CairnSigningException">
    /// The key is missing, though the store was signed before, or cannot be used, or the store is not the one it signed.
    /// </exception>
    public async Task<CheckpointSigner?> OpenAsync(string? named)
    {
        if ((named ?? beside) is not { } path)
        {
            return null;
        }

        var memory = SignerMemory.Of(path, second);
        if (named is null || beside is null)
        {
            await RefuseVanishedAsync(memory).ConfigureAwait(false);
        }

        // Before the key: a host that is killed in between begins again.
        if (beside is null && memory.IsEmpty && !memory.Follows && !await WasSignedAsync().ConfigureAwait(false))
        {
            memory.Follow();
        }

        return new(store, SigningKey.TryOpen(path) ?? await MakeKeyAsync(path, memory).ConfigureAwait(false), memory);
    }

    /// <summary>
    /// A key that belongs to one store has signed logs of that store: one that is not there was deleted, or put back empty.
    /// </summary>
    private async Task RefuseVanishedAsync(SignerMemory memory)
    {
        // The memory first: a log that another process makes meanwhile is in the store before it is remembered.
        if (!memory.IsEmpty
            && memory.Vanished(await store.ListLogsAsync(CancellationToken.None).ConfigureAwait(false)) is { Count: > 0 } vanished)
        {
            throw new CairnSigningException(
                SigningRefusal.Restored,
                $"{store.Name} has no log {vanished[0]}, which {(beside is null ? "its key" : "the key beside it")} has signed: "
                + "it was deleted, or an older copy was put back. "
                + $"Put the log back. To continue without it on purpose, move {memory.Folder}/{vanished[0]} away");
        }
    }

    private async Task<SigningKey> MakeKeyAsync(string path, SignerMemory memory)
    {
        if (!memory.IsEmpty || await WasSignedAsync().ConfigureAwait(false))
        {
            throw new CairnSigningException(
                SigningRefusal.KeyMissing,
                $"{store.Name} was signed before, but its key {path} is missing: put it back{(
                    beside is null ? " with its folder .signed, or copy both from a host that signs" : ", or name it with KeyFile. If it is lost, run: cairn recover")}");
        }

        return SigningKey.Create(path);
    }

    private async Task<bool> WasSignedAsync() =>
        (await store.ReadProgressAsync(CancellationToken.None).ConfigureAwait(false)).Any(s => s.Checkpoint is not null);
}
