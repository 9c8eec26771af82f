using Cairn.Merkle;

namespace Cairn.Cli;

/// <summary>The newest checkpoint of a log, over all of its entries.</summary>
internal static class NewestCheckpoint
{
    /// <summary>Reads it; signs first what is not signed yet, as after a recorder that was killed.</summary>
    /// <exception cref="CairnSigningException">Signing would fork the log's history.</exception>
    /// <exception cref="CliException">There is no entry, or no key.</exception>
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

            if (note is not null && Covers(note, head.Size, KeyFile.Required(address.KeyFile, open.Log)))
            {
                return note;
            }
        }

        return await SignAsync(address, io, cancellationToken).ConfigureAwait(false);
    }

    private static bool Covers(string note, long size, NoteVerifier verifier)
    {
        try
        {
            return Checkpoint.Open(note, verifier).Head.Size >= size;
        }
        catch (NoteException e)
        {
            throw new CliException($"The stored checkpoint is not one that this log's key signed ({e.Message}). Run: cairn verify", ExitCode.Refused);
        }
    }

    private static async Task<string> SignAsync(LogAddress address, CliIo io, CancellationToken cancellationToken)
    {
        var log = await address.Store.OpenForRecordingAsync(address.KeyFile, new ProblemLog(io), io, cancellationToken).ConfigureAwait(false);
        await using var closing = log.ConfigureAwait(false);
        if (!log.Signs)
        {
            throw KeyFile.Missing(address.KeyFile);
        }

        var identity = await address.FindAsync(log.Store, cancellationToken).ConfigureAwait(false);
        return await log.Signer.SignInTurnAsync(identity, cancellationToken).ConfigureAwait(false)
            ?? throw new CliException($"The log of tenant {identity.Tenant} is empty: there is no checkpoint yet.");
    }
}
