using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Verification;

namespace Cairn.Contracts;

public abstract partial class TamperMatrix
{
    [Fact]
    public async Task A_log_set_back_as_a_whole_is_found_by_whoever_remembers()
    {
        await MakeAsync();
        var older = Everything();
        await log.AppendAsync(50);
        var newer = await log.SignAsync();
        Restore(older);
        Assert.Equal(Verdict.Intact, (await log.VerifyAsync()).Verdict);
        await ExpectAsync(new("set back", FindingKind.Rollback, null, "size"), memory: newer);
        await ExpectAsync(new("set back", FindingKind.Rollback, null, "size"), since: newer);
    }

    [Fact]
    public async Task A_log_set_back_behind_its_published_checkpoint_is_found_without_memory()
    {
        await MakeAsync();
        var older = Everything();
        await log.AppendAsync(50);
        await log.SignAsync();
        older.Remove("checkpoints");
        Restore(older);
        await ExpectAsync(new("set back", FindingKind.Rollback, null, "size"));
    }

    [Fact]
    public async Task A_forked_copy_is_found_by_whoever_remembers_the_other()
    {
        await MakeAsync();
        var (older, back) = (Everything(), log.Bookmark());
        await log.AppendAsync(50);
        var one = await log.SignAsync();
        Restore(older);
        back();
        await log.AppendAsync(60);
        await log.SignAsync();
        Assert.Equal(Verdict.Intact, (await log.VerifyAsync()).Verdict);
        await ExpectAsync(new("forked", FindingKind.Fork, null, "root"), memory: one);
        await ExpectAsync(new("forked", FindingKind.Fork, null, "root"), since: one);
    }

    [Fact]
    public async Task A_history_rewritten_with_its_tree_is_one_fork()
    {
        await MakeAsync();
        var leaf = LeafReader.Parse((byte[])tables.Read("entries").Find(r => Index(r) == 5)!["leaf"]!);
        Edit("entries", rows =>
        {
            var at = rows.FindIndex(r => Index(r) == 5);
            rows[at] = rows[at].With("leaf", LeafWriter.Write(leaf with { RequestId = "forged" }, new()).ToArray())
                .With("stored_at", rows[at]["stored_at"]);
        });
        var keys = tables.Read("replays").FindIndex(r => Index(r) == 5);
        var facts = leaf with { RequestId = "forged" };
        var disclosures = tables.Read("disclosures")
            .FindAll(r => Index(r) == 5)
            .ConvertAll(r => new Disclosure((string)r["name"]!, null, (byte[])r["body"]!));
        disclosures.Sort((a, b) => Array.IndexOf(DisclosureGroup.All, a.Name).CompareTo(Array.IndexOf(DisclosureGroup.All, b.Name)));
        Edit("replays", r => r[keys] = r[keys].With(
            "digest",
            EventDigest.Of(log.Identity.NewestKey(KeyPurpose.Replay).Bytes, facts, LeafWriter.Write(facts, new()).Written, disclosures)));
        RewriteTree();
        var report = await log.VerifyAsync();
        Assert.Equal(FindingKind.Fork, Assert.Single(report.Findings).Kind);
        Assert.Equal(FindingKind.Fork, Assert.Single((await log.VerifyAsync(log.Memory, log.Memory)).Findings).Kind);
    }

    [Fact]
    public async Task An_entry_rewritten_with_its_lowest_tile_alone_is_a_tile()
    {
        await MakeAsync();
        var forged = Hash.Empty;
        Edit("entries", rows =>
        {
            var at = rows.FindIndex(r => Index(r) == 5);
            var leaf = LeafReader.Parse((byte[])rows[at]["leaf"]!);
            var bytes = LeafWriter.Write(leaf with { RequestId = "forged" }, new()).ToArray();
            (rows[at], forged) = (rows[at].With("leaf", bytes), Hash.OfLeaf(bytes));
        });
        Edit("tiles", rows =>
        {
            var at = rows.FindLastIndex(r => Holds(r, 5));
            var hashes = (byte[])((byte[])rows[at]["hashes"]!).Clone();
            forged.CopyTo(hashes.AsSpan(PlaceIn(rows[at], 5)));
            rows[at] = rows[at].With("hashes", hashes);
        });
        await ExpectAsync(new("leaf and tile", FindingKind.Tile, null, "tile/0/000") { Others = [5] });
    }

    [Fact]
    public async Task A_checkpoint_signed_by_another_key_is_named()
    {
        await MakeAsync();
        await log.SignAsync(key: TamperMatrixLog.Key(99));
        await ExpectAsync(new("another key", FindingKind.Checkpoint, null, "note"));
    }

    [Fact]
    public async Task An_older_checkpoint_put_back_is_no_finding_and_the_signers_memory_still_holds_the_log()
    {
        await MakeAsync();
        var older = tables.Read("checkpoints");
        await log.AppendAsync(50);
        var memory = await log.SignAsync();
        tables.Write("checkpoints", older);
        var report = await log.VerifyAsync(memory);
        Assert.Equal(Verdict.Intact, report.Verdict);
        Assert.Contains(report.Notes, n => n.StartsWith("the signer has signed 650 entries", StringComparison.Ordinal));
    }

    private Dictionary<string, List<TamperMatrixRow>> Everything() => tables.Columns.Keys.ToDictionary(t => t, t => tables.Read(t));

    private void Restore(Dictionary<string, List<TamperMatrixRow>> everything)
    {
        foreach (var (table, rows) in everything)
        {
            tables.Write(table, rows);
        }
    }

    // The tree of the leaves as they now are, expired ones by the hashes kept of them.
    private void RewriteTree()
    {
        var old = tables.Read("tiles");
        var leaves = tables.Read("entries").ToDictionary(Index, r => (byte[])r["leaf"]!);
        var (tiles, edge) = (new TileBuilder(0, _ => default), new RightEdge());
        for (long i = 0; i < Size; i++)
        {
            var hash = leaves.TryGetValue(i, out var leaf)
                ? Hash.OfLeaf(leaf)
                : OldHash(old.FindLast(t => Holds(t, i))!, i); // It was kept.
            tiles.Append(hash);
            edge.Append(hash);
        }

        tables.Write("tiles", [.. tiles.Changed.Select(
            t => new TamperMatrixRow { ["level"] = (long)t.Id.Level, ["idx"] = t.Id.Index, ["hashes"] = t.Hashes.ToArray() })]);
        Edit("heads", r => r[0] = r[0].With("edge", edge.ToBytes()));
    }

    // Whether a row of tiles is of the lowest level, of an entry's tile, and begins at or before it. A tile may stand in several rows,
    // each with where it begins.
    private static bool Holds(TamperMatrixRow row, long entry) =>
        (long)row["level"]! == 0 && Index(row) == entry / 256 && PlaceIn(row, entry) >= 0;

    private static int PlaceIn(TamperMatrixRow row, long entry) =>
        (int)((entry % 256) - (row.GetValueOrDefault("at") as long? ?? 0)) * Hash.Size;

    private static Hash OldHash(TamperMatrixRow row, long entry) => new(((byte[])row["hashes"]!).AsSpan(PlaceIn(row, entry), Hash.Size));
}
