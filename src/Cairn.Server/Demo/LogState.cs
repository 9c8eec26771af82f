using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Reading;
using Cairn.Stores;

namespace Cairn.Server.Demo;

/// <summary>What a log says of itself: how many entries, what was last signed, and the key to check it with.</summary>
internal sealed record LogState(LogIdentity Log, long Size, Checkpoint? Newest, string VerifierKey)
{
    /// <returns><see langword="null"/> before the first event.</returns>
    public static async Task<LogState?> ReadAsync(CairnLog cairn, CancellationToken cancellationToken)
    {
        if (await cairn.Store.FindLogAsync(LogIdentity.DefaultTenant, cancellationToken) is not { } log)
        {
            return null;
        }

        var head = await cairn.Store.ReadHeadAsync(log, cancellationToken);
        var note = await cairn.Store.ReadCheckpointAsync(log, cancellationToken);
        return new(log, head.Size, note is null ? null : Open(note, cairn, log), cairn.Signer.Key.VerifierOf(log).ToString());
    }

    // Whether the stored note is sound is for verify to say; a page shows what it can open.
    private static Checkpoint? Open(string note, CairnLog cairn, LogIdentity log)
    {
        try
        {
            return Checkpoint.Open(note, cairn.Signer.Key.VerifierOf(log));
        }
        catch (NoteException)
        {
            return null;
        }
    }
}
