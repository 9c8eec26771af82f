using Cairn.Contracts;
using Cairn.Merkle;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Tests.Verification;

/// <summary>More than one alteration at a time: each is named, and the tree above tells which side changed.</summary>
public sealed class SeveralAlterationTests : IAsyncDisposable
{
    private readonly MemoryStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task A_tile_and_an_entry_below_it_are_told_apart()
    {
        var log = await MakeAsync(1000);
        var rows = store.Rows.Of(log.Identity);
        Flip(rows, new(0, 1), 7);
        rows.Entries[256 + 9] = Forged(rows.Entries[256 + 9]);
        var findings = (await log.VerifyAsync()).Findings;
        Assert.Equal([(FindingKind.Tile, null), (FindingKind.Leaf, 265L)], findings.Select(f => (f.Kind, f.Index)));
        Assert.Contains("entry 263", findings[0].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tiles_on_two_levels_are_told_apart()
    {
        var log = await MakeAsync(1000);
        var rows = store.Rows.Of(log.Identity);
        Flip(rows, new(1, 0), 1);
        Flip(rows, new(0, 1), 7);
        var findings = (await log.VerifyAsync()).Findings;
        Assert.Equal(["tile/0/001", "tile/1/000"], findings.Select(f => f.Member).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_edge_and_its_open_tile_changed_alike_are_both_named_and_no_entry_is()
    {
        var log = await MakeAsync(601);
        var rows = store.Rows.Of(log.Identity);
        Flip(rows, new(0, 2), 88);
        var edge = rows.Head.Edge.ToArray();
        edge[^32] ^= 1;
        rows.Head = rows.Head with { Edge = edge };
        var findings = (await log.VerifyAsync()).Findings;
        Assert.Equal(["edge", "tile/0/002"], findings.Select(f => f.Member));
    }

    [Fact]
    public async Task A_missing_tile_over_expired_entries_is_one_finding()
    {
        var log = await MakeAsync(1000);
        var rows = store.Rows.Of(log.Identity);
        await log.AttestAsync(Some.Plan(new(256, 300)));
        rows.Forget(new(256, 301));
        rows.Tiles.Remove(new(0, 1));
        var finding = Assert.Single((await log.VerifyAsync()).Findings);
        Assert.Equal((FindingKind.Tile, "tile/0/001"), (finding.Kind, finding.Member));
    }

    [Fact]
    public async Task A_hash_kept_of_an_expired_entry_is_found_in_its_tile()
    {
        var log = await MakeAsync(1000);
        var rows = store.Rows.Of(log.Identity);
        await log.AttestAsync(Some.Plan(new(256, 300)));
        rows.Forget(new(256, 301));
        Flip(rows, new(0, 1), 3);
        var finding = Assert.Single((await log.VerifyAsync()).Findings);
        Assert.Equal((FindingKind.Tile, "tile/0/001"), (finding.Kind, finding.Member));
    }

    [Fact]
    public async Task Only_so_many_findings_are_kept_and_the_others_counted()
    {
        var log = await MakeAsync(1000);
        store.Rows.Of(log.Identity).Entries.Clear();
        var report = await log.VerifyAsync(most: 10);
        Assert.Equal(10, report.Findings.Count);
        Assert.Contains("and 990 more findings", report.Notes);
    }

    [Fact]
    public async Task A_manifest_that_names_one_of_Cairns_own_entries_is_refused()
    {
        var log = await MakeAsync(300);
        await log.AttestAsync(Some.Plan(new(10, 10)));
        store.Rows.Of(log.Identity).Forget(new(10, 11));
        await log.AttestAsync(Some.Plan(new(299, 300)));
        var finding = Assert.Single((await log.VerifyAsync()).Findings);
        Assert.Equal((FindingKind.Manifest, 301L), (finding.Kind, finding.Index));
    }

    [Fact]
    public async Task A_manifest_that_names_entries_yet_to_come_is_refused()
    {
        var log = await MakeAsync(300);
        await log.AttestAsync(Some.Plan(new(0, 305)));
        store.Rows.Of(log.Identity).Forget(new(0, 300));
        var finding = Assert.Single((await log.VerifyAsync()).Findings, f => f.Words.Contains("not older", StringComparison.Ordinal));
        Assert.Equal((FindingKind.Manifest, 300L), (finding.Kind, finding.Index));
    }

    [Fact]
    public async Task An_absurd_size_is_named_and_does_not_keep_the_verifier()
    {
        var log = await MakeAsync(700);
        var rows = store.Rows.Of(log.Identity);
        rows.Head = rows.Head with { Size = long.MaxValue / 2, Edge = new byte[32] };
        var report = await log.VerifyAsync();
        Assert.Equal(700, report.Size);
        Assert.Contains(report.Findings, f => f is { Kind: FindingKind.Head, Member: "size" });
    }

    private async Task<TamperMatrixLog> MakeAsync(int size)
    {
        var log = await TamperMatrixLog.CreateAsync(store);
        await log.AppendAsync(size);
        await log.SignAsync();
        return log;
    }

    private static void Flip(MemoryLog rows, TileId tile, int position)
    {
        var hashes = rows.Tiles[tile].ToArray();
        hashes[position * Hash.Size] ^= 1;
        rows.Tiles[tile] = hashes;
    }

    private static StoredEntry Forged(StoredEntry entry)
    {
        var leaf = entry.Leaf.ToArray();
        leaf[^3] ^= 1;
        return entry with { Leaf = leaf };
    }
}
