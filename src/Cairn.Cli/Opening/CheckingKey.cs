using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Cli;

/// <summary>Who says that a verifier key is the log's.</summary>
internal enum KeySource
{
    /// <summary>The person who checks: it is theirs from whoever runs the log.</summary>
    Pinned,

    /// <summary>The signing key on this host.</summary>
    Host,

    /// <summary>The store, and a checkpoint that the signer remembers on this host opens with it.</summary>
    Memory,

    /// <summary>The store alone: whoever can rewrite the log can replace it.</summary>
    Store,

    /// <summary>Nobody: there is no key.</summary>
    None,
}

/// <summary>The verifier key a command checks a log with.</summary>
internal sealed record CheckingKey(NoteVerifier? Verifier, KeySource Source)
{
    /// <summary>What to do about a key of the store's own.</summary>
    public const string HowToPin = "get the verifier key from whoever runs the log, and name it with --vkey or --vkey-file";

    /// <summary>The source as JSON has it.</summary>
    public string Name => Source.ToString().ToLowerInvariant();

    /// <summary>The key that is pinned, else the one on this host, else the store's own.</summary>
    /// <exception cref="CairnSigningException">There is a key on this host, and it cannot be used.</exception>
    /// <exception cref="CliException">The pinned key is another log's.</exception>
    public static async Task<CheckingKey> FindAsync(
        PinnedKey? pinned,
        LogAddress address,
        OpenLog open,
        CancellationToken cancellationToken)
    {
        if (pinned is not null)
        {
            return new(pinned.For(open.Log), KeySource.Pinned);
        }

        if (KeyFile.OfFile(address.KeyFile, open.Log) is { } own)
        {
            return new(own, KeySource.Host);
        }

        var stored = await OfStoreAsync(open, cancellationToken).ConfigureAwait(false);
        return stored.Verifier is { } verifier && IsRemembered(verifier, address.KeyFile, open.Log)
            ? stored with { Source = KeySource.Memory }
            : stored;
    }

    /// <summary>The newest key that the store has for the log.</summary>
    public static async Task<CheckingKey> OfStoreAsync(OpenLog open, CancellationToken cancellationToken)
    {
        var keys = await open.Store.ReadVerifierKeysAsync(open.Log, cancellationToken).ConfigureAwait(false);
        return keys.Count > 0 && NoteVerifier.TryParse(keys[^1].Key, out var verifier, out _)
            ? new(verifier, KeySource.Store)
            : new(null, KeySource.None);
    }

    /// <exception cref="CliException">There is none: nothing of the log was signed.</exception>
    public NoteVerifier Required(LogAddress address, OpenLog open) => Verifier
        ?? throw new CliException(
            $"Nothing of the log of tenant {open.Log.Tenant} in {open.Store.Name} is signed yet, so the store has no verifier key for it, "
            + $"and there is no signing key at {address.KeyFile}.");

    private static bool IsRemembered(NoteVerifier verifier, string keyFile, LogIdentity log)
    {
        try
        {
            return KeyFile.MemoryOf(keyFile, log) is { } note && Checkpoint.Open(note, verifier).Head.Size > 0;
        }
        catch (Exception e) when (e is NoteException or FormatException)
        {
            return false; // It was signed with another key, or is damaged: it says nothing for this one.
        }
    }
}
