using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Proofs;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary>Makes a proof and writes it with its entry.</summary>
internal sealed class ProveRun(CliIo io, LogAddress address, EntryReference reference, IReadOnlyCollection<string> classes)
{
    /// <exception cref="CliException">One of them is no class.</exception>
    public static IReadOnlyCollection<string> Classes(string? text)
    {
        if (text is null or "all")
        {
            return text is null ? [] : DisclosureGroup.Classes;
        }

        var chosen = text.Split(',');
        return chosen.FirstOrDefault(c => !DisclosureGroup.Classes.Contains(c)) is { } unknown
            ? throw new CliException($"--disclose '{unknown}' is not a class: use {string.Join(", ", DisclosureGroup.Classes)}, or all.")
            : chosen;
    }

    public async Task<int> RunAsync(string proofFile, string entryFile, CancellationToken cancellationToken)
    {
        var open = await address.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        var entry = await reference.FindAsync(open, cancellationToken).ConfigureAwait(false);
        entry.RefuseProblems();
        var stored = entry.Stored;
        await SignAsync(open, stored.Index, cancellationToken).ConfigureAwait(false);
        var proof = await EntryProof.MakeAsync(open.Store, open.Log, stored, classes, cancellationToken).ConfigureAwait(false);
        await CheckAsync(open, proof, cancellationToken).ConfigureAwait(false);
        NewFiles.Write(entryFile, proof.Leaf.Span);
        NewFiles.Write(proofFile, proof.Proof.Format());
        var names = stored.Disclosures.Where(d => classes.Contains(d.Class)).Select(d => d.Name).Distinct().ToList();
        new Screen(io).WriteLine(
            $"{proofFile} proves entry {stored.Index} of {open.Log.Origin}, which is in {entryFile}; ",
            $"disclosed: {(names.Count == 0 ? "nothing" : string.Join(", ", names))}");
        return ExitCode.Done;
    }

    // As whoever is given it will: a checkpoint that the log's key did not sign proves nothing.
    private async Task CheckAsync(OpenLog open, EntryProof proof, CancellationToken cancellationToken)
    {
        var key = await CheckingKey.FindAsync(null, address, open, cancellationToken).ConfigureAwait(false);
        _ = key.Verifier is { } verifier ? EntryProof.Check(proof.Proof.Format(), proof.Leaf, verifier) : null;
    }

    // An entry that no checkpoint covers yet, as after a recorder that was killed. Without the key, making the proof says so.
    private async Task SignAsync(OpenLog open, long index, CancellationToken cancellationToken)
    {
        var note = await open.Store.ReadCheckpointAsync(open.Log, cancellationToken).ConfigureAwait(false);
        if ((note is null || IsOlder(note, index)) && NewestCheckpoint.MaySign(address, open.Store))
        {
            await NewestCheckpoint.ReadAsync(address, io, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsOlder(string note, long index) =>
        Note.TryParse(note, out var parsed, out _) && Checkpoint.TryParse(parsed.Text, out var newest, out _) && newest.Head.Size <= index;
}
