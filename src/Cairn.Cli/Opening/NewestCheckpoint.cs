using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Cli;

/// <summary>The newest checkpoint of a log.</summary>
internal static class NewestCheckpoint
{
    /// <summary>
    /// Reads it. Where the key is, what is not signed yet is signed first, as after a recorder that was killed; elsewhere it is said.
    /// </summary>
    /// <exception cref="CairnSigningException">Signing would fork the log's history.</exception>
    /// <exception cref="CliException">There is no entry, or nothing is signed and there is no key here.</exception>
    public static async Task<string> ReadAsync(LogAddress address, CliIo io, CancellationToken cancellationToken)
    {
        var open = await address.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            var note = await open.Store.ReadCheckpointAsync(open.Log, cancellationToken).ConfigureAwait(false);
            var head = await open.Store.ReadHeadAsync(open.Log, cancellationToken).ConfigureAwait(false);
            if (note is null && head.Size == 0)
            {
                throw new CliException($"The log of tenant {open.Log.Tenant} in {open.Store.Name} is empty: there is no checkpoint yet.");
            }

            var key = await CheckingKey.FindAsync(null, address, open, cancellationToken).ConfigureAwait(false);
            var unsigned = head.Size - (note is null ? 0 : SizeOf(note, key.Required(address, open)));
            if (note is not null && unsigned <= 0)
            {
                return note;
            }

            if (!MaySign(address, open.Store))
            {
                return Unsigned(note, unsigned, address, io);
            }
        }

        return await SignAsync(address, io, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether this host has the key, and its login may use it.</summary>
    public static bool MaySign(LogAddress address, ILogStore store) => File.Exists(address.KeyFile) && LoginView.MayRecord(store);

    private static string Unsigned(string? note, long unsigned, LogAddress address, CliIo io)
    {
        var words = $"{Counted.Of(unsigned, "entry is", "entries are")} not signed yet: "
            + $"a host that has the key signs {(unsigned == 1 ? "it" : "them")} ({address.KeyFile} is not here, "
            + "or this login may not record)";
        if (note is null)
        {
            throw new CliException($"There is no checkpoint yet. {words}");
        }

        io.Report(words);
        return note;
    }

    private static long SizeOf(string note, NoteVerifier verifier)
    {
        try
        {
            return Checkpoint.Open(note, verifier).Head.Size;
        }
        catch (NoteException e)
        {
            throw new CliException(
                $"This log's key did not sign the stored checkpoint ({OpeningError.Words(note, verifier, e)}). Run: cairn verify",
                ExitCode.Refused);
        }
    }

    private static async Task<string> SignAsync(LogAddress address, CliIo io, CancellationToken cancellationToken)
    {
        var log = await address.Store.OpenForRecordingAsync(
            address.KeyFile, new ProblemLog(io), io, cancellationToken).ConfigureAwait(false);
        await using var closing = log.ConfigureAwait(false);
        if (!log.Signs)
        {
            throw new CliException($"The signing key {address.KeyFile} is missing."); // It was there a moment ago.
        }

        var identity = await address.FindAsync(log.Store, cancellationToken).ConfigureAwait(false);
        return await log.Signer.SignInTurnAsync(identity, cancellationToken).ConfigureAwait(false)
            ?? throw new CliException($"The log of tenant {identity.Tenant} is empty: there is no checkpoint yet.");
    }
}
