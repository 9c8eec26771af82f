using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>One run of the verifier over one log: the checks in their order.</summary>
internal sealed class VerifyRun
{
    private readonly ILogStore store;
    private readonly LogIdentity log;
    private readonly VerifyOptions options;
    private readonly FindingList findings;
    private readonly List<string> notes = [];
    private readonly IdentityCheck identity;
    private readonly CheckpointCheck checkpoints;
    private readonly PendingFindings pending;
    private readonly ManifestSet manifests;
    private readonly GenerationCheck generations;
    private IReadOnlyList<LogIdentity> all = []; // The logs of the store, read first.
    private VerifyReport? older;
    private long unguarded; // Findings about guards alone.
    private bool isUnknown; // Something in the store is of a later version.

    public VerifyRun(ILogStore store, LogIdentity log, VerifyOptions options)
    {
        (this.store, this.log, this.options) = (store, log, options);
        findings = new(log.Tenant, options.MostFindings);
        identity = new(log, findings);
        checkpoints = new(log, identity.LogId, options, findings, notes);
        pending = new(findings);
        manifests = new(options.Clock.GetUtcNow());
        generations = new(store, log, options, findings, notes);
    }

    public async Task<VerifyReport> RunAsync(CancellationToken cancellationToken)
    {
        await SiblingsAsync(cancellationToken).ConfigureAwait(false);

        // The checkpoint first: a head read after it is at least as large in an intact log.
        checkpoints.Open(await store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false));
        var stored = await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false);
        var head = await new HeadCheck(
            store, log, findings).CheckAsync(stored, checkpoints.Trusted, cancellationToken).ConfigureAwait(false);
        new AnchorCheck(checkpoints, findings, notes).Sizes(head.Size);

        // Beside the walk: looking for strays takes the store as long as reading its indexes.
        var strays = Task.Run(async () => await StraysAsync(head, cancellationToken).ConfigureAwait(false), cancellationToken);
        var schema = Task.Run(async () => await SchemaAsync(cancellationToken).ConfigureAwait(false), cancellationToken);
        long entries;
        try
        {
            entries = await WalkAsync(stored, head, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A failed walk is the one to tell of; nobody is left reading behind it.
            await ((Task)strays).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)schema).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await BesideAsync(cancellationToken).ConfigureAwait(false);
        await ResolveDoubtsAsync(head.Size, cancellationToken).ConfigureAwait(false);
        AddStrays(await strays.ConfigureAwait(false), head);
        var (flaws, guards) = await schema.ConfigureAwait(false);
        Schema(flaws, guards);
        if (!options.IsAlone && log.Generation > 1)
        {
            var isBegun = generations.Begun(all, isSigned: options.Verifier is not null && checkpoints.Published is not null);
            var attested = isBegun ? manifests.At(0)?.Attests as ContinuedManifest : null;
            older = await generations.OlderAsync(all, attested, cancellationToken).ConfigureAwait(false);
        }

        return Report(head.Size, entries, stored.StoredAt);
    }

    // The other logs of the store, by their rows alone: this one's past, those that were signed and are gone, those that nobody made.
    private async Task SiblingsAsync(CancellationToken cancellationToken)
    {
        foreach (var vanished in options.Vanished)
        {
            findings.Add(
                FindingKind.Row,
                null,
                "logs",
                $"the log {vanished}, which was signed here, is not in the store: it was deleted, or its row was altered");
        }

        all = await store.ListLogsAsync(cancellationToken).ConfigureAwait(false);
        if (identity.KnowsSecret && log.Generation > 1 && !all.Any(l => l.Tenant == log.Tenant && l.Generation == log.Generation - 1))
        {
            findings.Add(
                FindingKind.Head,
                null,
                "generation",
                $"the log is generation {log.Generation} of its tenant, but the one before it is missing");
        }

        if (options.IsOlder)
        {
            return;
        }

        foreach (var other in all.Where(l => l.Key != log.Key && (l.TrueId != l.LogId || !Grammar.IsTenant(l.Tenant))))
        {
            findings.Add(FindingKind.Row, null, "logs", $"the row of the log {other.LogId} is not one that Cairn makes");
        }
    }

    private async Task<long> WalkAsync(StoredHead stored, CheckedHead head, CancellationToken cancellationToken)
    {
        await new ManifestReader(store, log).ReadAsync(manifests, 0, head.Size, null, cancellationToken).ConfigureAwait(false);
        manifests.Sort();
        var source = new TreeSource(store, log);
        var anchors = new AnchorRoots(checkpoints.Anchors, head.Size);
        var tree = new TreeCheck(head, anchors, source, new(source, findings));
        var walk = new EntryWalk(store, log, identity, manifests, pending, findings, notes);
        tree.Begin();
        var reader = new EntryReader(store, log, new(log, identity.KnowsSecret, manifests.Erased));
        await foreach (var batch in reader.ReadAsync(head.Size, cancellationToken).ConfigureAwait(false))
        {
            await walk.BatchAsync(batch, tree, cancellationToken).ConfigureAwait(false);
            options.Progress?.Report(new(batch.From + batch.Count, head.Size));
        }

        if (identity.KnowsSecret && head.Size == 0 && log.Generation > 1)
        {
            findings.Add(
                FindingKind.Head,
                null,
                "generation",
                "the log continues another one, but its first entry is missing: the recovery was interrupted, "
                + "or this log is not the work of a recovery");
        }

        walk.Times.End(stored.StoredAt);
        walk.End(notes);
        await new RestoredCheck(store, log, manifests, findings, notes).CheckAsync(walk.Restored, cancellationToken).ConfigureAwait(false);
        new AnchorCheck(checkpoints, findings, notes).Roots(anchors);
        return walk.Entries;
    }

    // What stands beside the entries of a log as a whole, for whoever reads or expires it.
    private async Task BesideAsync(CancellationToken cancellationToken)
    {
        await new HoldCheck(store, log, findings).CheckAsync(manifests, cancellationToken).ConfigureAwait(false);
        var keys = await store.ReadVerifierKeysAsync(log, cancellationToken).ConfigureAwait(false);
        // After them: a key that came meanwhile signs no more than that.
        var size = (await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size;
        new VerifierKeyCheck(log, findings).Check(
            keys, size, checkpoints.Published?.Head.Size ?? 0, checkpoints.Published is null ? null : options.Verifier);
        VerifierKeyCheck.Foreign(keys, checkpoints.Published is null && !options.IsUnpinned ? options.Verifier : null, notes);
    }

    // Manifests that were added while the walk was on account for what went away beside it.
    private async Task ResolveDoubtsAsync(long size, CancellationToken cancellationToken)
    {
        var late = manifests.Later();
        if (pending.Any)
        {
            var now = await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false);
            await new ManifestReader(store, log).ReadAsync(late, size, now.Size, null, cancellationToken).ConfigureAwait(false);
            late.Sort();
        }

        pending.Resolve(manifests, late, notes);
    }

    private async Task<IReadOnlyList<StoreFlaw>> StraysAsync(CheckedHead head, CancellationToken cancellationToken) =>
        head.IsSizeAltered ? [] : await store.FindStraysAsync(log, cancellationToken).ConfigureAwait(false);

    private void AddStrays(IReadOnlyList<StoreFlaw> strays, CheckedHead head)
    {
        if (head.IsSizeAltered)
        {
            notes.Add("rows that belong to no entry were not looked for: the size in the log's row is altered");
        }

        foreach (var stray in strays)
        {
            Stray(stray);
        }
    }

    // What the catalogs alone say is about guards: what holds data was read.
    private async Task<(IReadOnlyList<StoreFlaw> Flaws, IReadOnlyList<StoreFlaw> Guards)> SchemaAsync(CancellationToken cancellationToken)
    {
        if (options.IsOlder)
        {
            return ([], []);
        }

        var flaws = await store.CheckSchemaAsync(cancellationToken).ConfigureAwait(false);
        return (flaws, flaws.Count == 0 ? [] : await store.CheckGuardsAsync(cancellationToken).ConfigureAwait(false));
    }

    private void Schema(IReadOnlyList<StoreFlaw> flaws, IReadOnlyList<StoreFlaw> guards)
    {
        foreach (var unknown in flaws.Where(f => f.IsUnknown))
        {
            isUnknown = true;
            notes.Add($"{unknown.Member} {unknown.Words}");
        }

        foreach (var flaw in flaws.Where(f => !f.IsUnknown))
        {
            unguarded += guards.Contains(flaw) && !flaw.Steers ? 1 : 0;
            findings.Add(FindingKind.Schema, flaw.Index, flaw.Member, flaw.Words);
        }
    }

    // What is left of an entry that is missing was said with it.
    private void Stray(StoreFlaw stray)
    {
        if (stray.Member == "tiles")
        {
            findings.Add(FindingKind.Tile, stray.Member, $"tile {stray.Index}: {stray.Words}");
        }
        else if (stray.Index is not { } index || !pending.IsMissing(index))
        {
            findings.Add(FindingKind.Row, stray.Index, stray.Member, $"a row of {stray.Member} {stray.Words}");
        }
    }

    private VerifyReport Report(long size, long entries, long newestAt)
    {
        var signed = checkpoints.Published?.Head.Size ?? 0;
        if (findings.More > 0)
        {
            notes.Add($"and {Counted.Of(findings.More, "more finding", "more findings")}");
        }

        if (checkpoints.Anchors.Count == 0 && size > 0)
        {
            notes.Add("there was no signed checkpoint to compare the log with");
        }
        else if (size > signed)
        {
            notes.Add($"{Counted.Of(size - signed, "entry is", "entries are")} not signed yet");
        }

        var isIncomplete = isUnknown || checkpoints.IsIncomplete || (checkpoints.Anchors.Count == 0 && size > 0);
        return new()
        {
            Verdict = findings.Count > 0 || older is { Verdict: Verdict.Altered } ? Verdict.Altered
                : isIncomplete || options.IsUnpinned || older is { Verdict: Verdict.CouldNotCheck } ? Verdict.CouldNotCheck
                : Verdict.Intact,
            Older = older,
            IsUnpinned = options.IsUnpinned,
            IsUnguarded = findings.Count > 0 && findings.Count == unguarded && older is not { Verdict: Verdict.Altered },
            IsIncomplete = isIncomplete,
            NewestAt = size > 0 && RfcTime.IsTime(newestAt) ? RfcTime.FromMicroseconds(newestAt) : null,
            Log = log,
            Entries = entries,
            Size = size,
            SignedSize = signed,
            Checkpoint = checkpoints.Published,
            Findings = findings.Sorted(),
            Notes = notes,
        };
    }
}
