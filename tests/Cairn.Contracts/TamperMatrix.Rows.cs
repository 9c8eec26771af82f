using Cairn.Merkle;
using Cairn.Verification;

namespace Cairn.Contracts;

public abstract partial class TamperMatrix
{
    [Fact]
    public async Task What_was_made_for_tampering_is_intact()
    {
        await MakeAsync();
        var report = await log.VerifyAsync(log.Memory, log.Memory);
        Assert.Empty(report.Findings);
        Assert.Equal(Verdict.Intact, report.Verdict);
        Assert.Equal((Size - 6, Size, Size), (report.Entries, report.Size, report.SignedSize));
        Assert.Contains(report.Notes, n => n == "6 entries have expired (manifest in entry 300)");
        Assert.Contains(report.Notes, n => n.EndsWith("disclosures were erased", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_deleted_row_is_named()
    {
        await MakeAsync();
        var kinds = new[]
        {
            ("entries", FindingKind.Missing),
            ("targets", FindingKind.Column),
            ("disclosures", FindingKind.Disclosure),
            ("replays", FindingKind.Replay),
            ("manifests", FindingKind.Manifest),
            ("tiles", FindingKind.Tile),
            ("aliases", FindingKind.Subject),
            ("holds", FindingKind.Key),
            ("heads", FindingKind.Head),
        };
        foreach (var (table, kind) in kinds)
        {
            var rows = tables.Read(table);
            foreach (var at in Sample(rows.Count))
            {
                await TamperAsync(table, r => r.RemoveAt(at), new(
                    $"deleted {table} {at}",
                    kind,
                    kind is FindingKind.Tile or FindingKind.Key or FindingKind.Head ? null : Index(rows[at])));
            }
        }
    }

    [Fact]
    public async Task A_deleted_checkpoint_leaves_nothing_to_believe()
    {
        await MakeAsync();
        var memory = log.Memory;
        tables.Write("checkpoints", []);
        Assert.Equal(Verdict.CouldNotCheck, (await log.VerifyAsync()).Verdict);

        // What the signer or an auditor has is as good.
        Assert.Equal(Verdict.Intact, (await log.VerifyAsync(memory)).Verdict);
        Assert.Equal(Verdict.Intact, (await log.VerifyAsync(since: memory)).Verdict);
    }

    [Fact]
    public async Task A_row_beyond_the_end_is_named()
    {
        await MakeAsync();
        await TamperAsync(
            "entries",
            r => r.Add(r[^1].With("idx", (long)Size).With("event_id", new byte[16])),
            new("an entry", FindingKind.Row, Size, "entries"));
        await TamperAsync(
            "entries", r => r.Add(r[^1].With("idx", -1L).With("event_id", new byte[16])), new("an entry", FindingKind.Row, -1, "entries"));
        await TamperAsync("manifests", r => r.Add(r[^1].With("idx", Size + 5L)), new("a manifest", FindingKind.Row, Size + 5, "manifests"));
        await TamperAsync("addresses", r => r.Add(r[^1].With("idx", Size + 5L)), new("an address", FindingKind.Row, Size + 5, "addresses"));
        await TamperAsync(
            "aliases",
            r => r.Add(r[^1].With("identifier", new byte[16]).With("first_idx", Size + 5L)),
            new("an alias", FindingKind.Row, Size + 5, "aliases"));
        await TamperAsync("vkeys", r => r.Add(r[^1].With("from_size", Size + 5L)), new("a verifier key", FindingKind.Key, null, "vkeys"));
        await TamperAsync("tiles", r => r.Add(r[^1].With("level", 3L)), new("a tile", FindingKind.Tile, null));
    }

    [Fact]
    public async Task A_row_slipped_in_is_named()
    {
        await MakeAsync();
        var plain = tables.Read("entries").Select(Index).First(i => tables.Read("targets").TrueForAll(t => Index(t) != i) && i > 47);
        await TamperAsync(
            "entries", r => r.Add(r[^1].With("idx", 42L).With("event_id", new byte[16])), new("in an expired place", FindingKind.Leaf, 42));
        await TamperAsync(
            "targets", r => r.Add(r[^1].With("idx", plain).With("n", 0L)), new("a target", FindingKind.Column, plain, "target 0"));
        await TamperAsync("disclosures", r => r.Add(r[^1].With("idx", plain)), new("a disclosure", FindingKind.Disclosure, plain));
        await TamperAsync("manifests", r => r.Add(r[^1].With("idx", plain)), new("a manifest", FindingKind.Manifest, plain));
        await TamperAsync(
            "directory",
            r => r.Add(r[^1].With("identifier", new byte[32]).With("first_idx", plain)),
            new("a person", FindingKind.Subject, plain, "subject"));
        await TamperAsync(
            "aliases",
            r => r.Add(r[^1].With("identifier", new byte[16]).With("first_idx", plain)),
            new("an alias", FindingKind.Subject, plain));
        await TamperAsync("addresses", r => r.Add(r[^1].With("idx", plain)), new("an address", FindingKind.Address, plain));
        await TamperAsync(
            "holds", r => r.Add(r[^1].With("from_idx", 200L).With("to_idx", 201L)), new("a hold", FindingKind.Key, null, "holds"));
        await TamperAsync("vkeys", r => r.Add(r[^1].With("from_size", 300L)), new("a verifier key", FindingKind.Key, null, "vkeys"));
    }

    [Fact]
    public async Task What_was_swapped_is_named_on_both_sides()
    {
        await MakeAsync();
        await SwapAsync("entries", 10, 20, "leaf", FindingKind.Leaf);
        await SwapAsync("entries", 10, 20, "event_id", FindingKind.Column);
        await SwapAsync("entries", 255, 500, "idx", FindingKind.Leaf);
        await SwapAsync("replays", 10, 20, "digest", FindingKind.Replay);
        await SwapAsync("disclosures", 3, 30, "body", FindingKind.Disclosure);
        await SwapAsync("manifests", 0, 1, "body", FindingKind.Manifest);
        var levels = tables.Read("tiles").FindAll(r => (long)r["level"]! == 0);
        await TamperAsync("tiles", r => Exchange(
            r,
            r.FindIndex(t => t["hashes"] == levels[0]["hashes"] || Same(t, levels[0])),
            r.FindIndex(t => Same(t, levels[1])),
            "hashes"), new("tiles", FindingKind.Tile, null));
    }

    [Fact]
    public async Task Entries_put_in_another_order_are_named()
    {
        await MakeAsync();
        var leaves = tables.Read("entries").FindAll(r => Index(r) is >= 200 and < 210).ConvertAll(r => r["leaf"]);
        await TamperAsync(
            "entries",
            r =>
            {
                var first = r.FindIndex(e => Index(e) == 200);
                for (var i = 0; i < leaves.Count; i++)
                {
                    r[first + i] = r[first + i].With("leaf", leaves[^(i + 1)]);
                }
            },
            new("reversed", FindingKind.Leaf, 200) { Others = [.. Enumerable.Range(200, 10).Select(i => (long)i)] });
    }

    [Fact]
    public async Task Entries_cut_off_the_end_are_named()
    {
        await MakeAsync();
        await TamperAsync(
            "entries",
            r => r.RemoveAll(e => Index(e) >= Size - 10),
            new("cut", FindingKind.Missing, Size - 1) { Others = [.. Enumerable.Range(Size - 10, 10).Select(i => (long)i)] });
    }

    [Fact]
    public async Task A_removed_target_or_disclosure_column_by_column_is_one_finding()
    {
        await MakeAsync();
        var at = tables.Read("disclosures").FindIndex(r => Index(r) > 120);
        Edit("disclosures", r => r[at] = r[at].With("body", Flipped((byte[])r[at]["body"]!, 30)));
        Assert.Single((await log.VerifyAsync()).Findings);
    }

    private static bool Same(TamperMatrixRow a, TamperMatrixRow b) => (long)a["level"]! == (long)b["level"]! && Index(a) == Index(b);

    private async Task SwapAsync(string table, int a, int b, string column, FindingKind kind)
    {
        var rows = tables.Read(table);
        foreach (var (one, other) in new[] { (a, b), (b, a) })
        {
            await TamperAsync(
                table,
                r => Exchange(r, a, b, column),
                new($"swapped {table}.{column}", kind, Index(rows[one])) { Others = [Index(rows[other])] });
        }
    }

    private static void Exchange(List<TamperMatrixRow> rows, int a, int b, string column) =>
        (rows[a], rows[b]) = (rows[a].With(column, rows[b][column]), rows[b].With(column, rows[a][column]));
}
