using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Tests.Verification;

public sealed class IntactLogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_log_of_random_shape_has_no_finding_at_any_size(int seed)
    {
        var log = await TamperMatrixLog.CreateAsync(new MemoryStore(), seed);
        var size = 0L;
        foreach (var next in new[] { 0, 1, 2, 3, 127, 254, 255, 256, 257, 500, 511, 512, 513, 1000, 1024, 1025, 1500 })
        {
            await GrowAsync(log, size, next);
            size = next;
        }
    }

    [Fact]
    public async Task A_log_has_no_finding_where_its_tree_grows_a_level()
    {
        var log = await TamperMatrixLog.CreateAsync(new MemoryStore(), rich: 3);
        var size = 0L;
        foreach (var next in new[] { 65_535, 65_536, 65_537, 70_000 })
        {
            await GrowAsync(log, size, next);
            size = next;
        }
    }

    [Fact]
    public async Task Entries_that_are_not_signed_yet_are_no_finding()
    {
        var log = await TamperMatrixLog.CreateAsync(new MemoryStore());
        await log.AppendAsync(300);
        var first = await log.SignAsync();
        foreach (var more in new[] { 1, 100, 112, 400, 1000 })
        {
            await log.AppendAsync(more);
            var report = await log.VerifyAsync(first, first);
            Assert.Empty(report.Findings);
            Assert.Equal((Verdict.Intact, 300), (report.Verdict, report.SignedSize));
            Assert.Contains(report.Notes, n => n == $"{Counted.Of(report.Size - 300, "entry is", "entries are")} not signed yet");
        }
    }

    [Fact]
    public async Task A_memory_ahead_of_what_is_published_is_no_finding()
    {
        var log = await TamperMatrixLog.CreateAsync(new MemoryStore());
        await log.AppendAsync(10);
        await log.SignAsync();
        await log.AppendAsync(10);
        var report = await log.VerifyAsync(await log.SignAsync(publish: false));
        Assert.Equal((Verdict.Intact, 10), (report.Verdict, report.SignedSize));
    }

    [Fact]
    public async Task Without_a_key_or_a_signature_the_verdict_is_that_it_could_not_be_checked()
    {
        var log = await TamperMatrixLog.CreateAsync(new MemoryStore());
        await log.AppendAsync(10);
        Assert.Equal(Verdict.CouldNotCheck, (await log.VerifyAsync()).Verdict);
        await log.SignAsync();
        Assert.Equal(Verdict.CouldNotCheck, (await log.VerifyAsync(withKey: false)).Verdict);
        Assert.Equal(Verdict.CouldNotCheck, (await log.VerifyAsync(since: "not a note")).Verdict);
        Assert.Equal(Verdict.Intact, (await log.VerifyAsync()).Verdict);
    }

    [Fact]
    public async Task A_log_that_is_written_and_signed_meanwhile_has_no_finding()
    {
        var log = await TamperMatrixLog.CreateAsync(new MemoryStore());
        await log.AppendAsync(300);
        await log.SignAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested && i < 400; i++)
            {
                await log.AppendAsync(7 + (i % 90));
                await log.SignAsync(publish: i % 2 == 0);
            }
        }, Cancel);
        for (var i = 0; i < 40 && !writing.IsCompleted; i++)
        {
            var report = await log.VerifyAsync();
            Assert.Empty(report.Findings);
            Assert.Equal(Verdict.Intact, report.Verdict);
        }

        await stop.CancelAsync();
        await writing;
        Assert.Empty((await log.VerifyAsync(log.Memory)).Findings);
    }

    [Fact]
    public async Task Entries_that_expire_and_disclosures_that_are_erased_meanwhile_are_no_findings()
    {
        var store = new MemoryStore();
        var beside = new StoreWithSomethingBeside(store);
        var log = await TamperMatrixLog.CreateAsync(beside);
        await log.AppendAsync(3000);
        await log.SignAsync();

        // Beside the first batch: after the verifier read head and manifests, before it reads the other entries.
        beside.OnFirstBatch = async () =>
        {
            var rows = store.Rows.Of(log.Identity);
            await log.AttestAsync(Some.Plan(new(2000, 2100)));
            rows.Forget(new(2000, 2101));
            var erased = rows.Entries.Values.Where(e => e.Index is > 2200 and < 2300 && e.Disclosures.Count > 0).ToList();
            await log.AttestAsync(Some.Erased(erased.SelectMany(e => e.Disclosures).Select(d => Disclosure.DigestOf(d.Json.Span))));
            erased.ForEach(e => rows.Entries[e.Index] = e with { Disclosures = [], EventDigest = null, Network = null });
        };
        Assert.Empty((await log.VerifyAsync()).Findings);
        Assert.Null(beside.OnFirstBatch);
        var after = await log.VerifyAsync();
        Assert.Empty(after.Findings);
        Assert.Contains(after.Notes, n => n.StartsWith("101 entries have expired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_goes_on_under_a_new_origin_says_so()
    {
        var store = new MemoryStore();
        var old = await TamperMatrixLog.CreateAsync(store);
        await old.AppendAsync(12);
        var found = await store.ReadHeadAsync(old.Identity, TestContext.Current.CancellationToken);
        var root = Merkle.RightEdge.FromBytes(found.Size, found.Edge.Span).Root;
        await old.AppendAsync(8);
        var note = await old.SignAsync();
        var log = await TamperMatrixLog.ContinueAsync(store);
        var cosigned = Merkle.Note.Cosign(note, Some.Witness()); // What it says is not who else signed it.
        await log.AttestAsync(
            new ContinuedManifest("restored", old.Identity.Origin, old.Verifier.ToString(), cosigned, 12, root));
        await log.AppendAsync(5);
        await log.SignAsync();
        var report = await log.VerifyAsync();
        Assert.Equal(Verdict.Intact, report.Verdict);
        Assert.Contains($"this log continues {old.Identity.Origin} after: restored; 8 signed entries of it are not here", report.Notes);
    }

    [Fact]
    public async Task Signature_lines_of_others_and_of_a_new_key_change_no_verdict()
    {
        var log = await TamperMatrixLog.CreateAsync(new MemoryStore());
        await log.AppendAsync(20);
        using var next = TamperMatrixLog.Key(9);
        var cosigned = Merkle.Note.Cosign(await log.SignAsync(), Some.Witness(), new Merkle.NoteSigner(log.Identity.Origin, next));
        await log.Store.PublishCheckpointAsync(log.Identity, cosigned, TestContext.Current.CancellationToken);
        var report = await log.VerifyAsync(memory: cosigned, since: cosigned);
        Assert.Equal((Verdict.Intact, 20L), (report.Verdict, report.SignedSize));
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task A_bad_line_under_the_name_and_id_of_the_logs_key_is_found_beside_a_good_one()
    {
        var log = await TamperMatrixLog.CreateAsync(new MemoryStore());
        await log.AppendAsync(20);
        var older = await log.SignAsync();
        await log.AppendAsync(1);
        var spoiled = await log.SignAsync() + older[older.IndexOf('—', StringComparison.Ordinal)..];
        await log.Store.PublishCheckpointAsync(log.Identity, spoiled, TestContext.Current.CancellationToken);
        Assert.Contains((await log.VerifyAsync()).Findings, f => f.Kind == FindingKind.Checkpoint);
    }

    private static async Task GrowAsync(TamperMatrixLog log, long from, long to)
    {
        await log.AppendAsync((int)(to - from));
        await log.SignAsync();
        var report = await log.VerifyAsync(log.Memory);
        Assert.Empty(report.Findings);
        Assert.Equal((Verdict.Intact, to, to), (report.Verdict, report.Entries, report.SignedSize));
    }
}
