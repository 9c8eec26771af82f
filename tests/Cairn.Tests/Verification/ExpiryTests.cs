using Cairn.Contracts;
using Cairn.Manifests;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Tests.Verification;

public sealed class ExpiryTests : IAsyncDisposable
{
    private readonly MemoryStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_that_went_as_planned_are_no_finding()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(Some.Plan(new(10, 19), new(30, 30)));
        Assert.Contains("11 entries are planned to expire and are still there", (await IntactAsync(log)).Notes);
        await store.ExpireAsync(log.Identity, 100, Cancel);
        await IntactAsync(log);
        await log.AttestAsync(new ExpiredManifest(new(Some.Run(2)), 100, 11, null));
        Assert.Contains("11 entries have expired (manifest in entry 100)", (await IntactAsync(log)).Notes);
    }

    [Fact]
    public async Task An_entry_that_no_plan_names_is_missing()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(Some.Plan(new(10, 19), new(21, 30)));
        Forget(log, 20);
        await FindsAsync(log, FindingKind.Missing, 20, "the log does not say that it expired");
    }

    [Fact]
    public async Task Entries_that_a_hold_kept_stand_and_one_that_went_is_found()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(new HoldPlacedManifest(new(Some.Run(5)), null, IndexSet.Of(new NumberRange(15, 16))));
        await log.AttestAsync(Some.Plan(new NumberRange(10, 19)));
        Assert.Equal([new IndexRange(15, 17)], (await store.ExpireAsync(log.Identity, 101, Cancel)).Held);
        await log.AttestAsync(new ExpiredManifest(new(Some.Run(2)), 101, 8, IndexSet.Of(new NumberRange(15, 16))));
        await IntactAsync(log);
        Forget(log, 16);
        await FindsAsync(log, FindingKind.Missing, 16, "hold");
    }

    [Fact]
    public async Task A_hold_that_was_lifted_before_the_result_keeps_nothing()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(new HoldPlacedManifest(new(Some.Run(5)), null, IndexSet.Of(new NumberRange(15, 16))));
        await log.AttestAsync(Some.Plan(new NumberRange(10, 19)));
        await log.AttestAsync(new HoldLiftedManifest(Some.Run(5)));
        await store.ExpireAsync(log.Identity, 101, Cancel);
        await log.AttestAsync(new ExpiredManifest(new(Some.Run(2)), 101, 10, null));
        await IntactAsync(log);
    }

    [Fact]
    public async Task An_entry_that_went_while_its_hold_was_in_force_is_found_after_that_was_lifted_too()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(new HoldPlacedManifest(new(Some.Run(5)), null, IndexSet.Of(new NumberRange(15, 15))));
        await log.AttestAsync(Some.Plan(new NumberRange(10, 19)));
        Forget(log, 10, 19);
        await log.AttestAsync(new ExpiredManifest(new(Some.Run(2)), 101, 10, null));
        await log.AttestAsync(new HoldLiftedManifest(Some.Run(5)));
        await FindsAsync(log, FindingKind.Missing, 15, "hold");
    }

    [Fact]
    public async Task An_entry_that_went_long_before_its_time_is_found()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(
            new ExpiryPlannedManifest(new(Some.Run()), null, DateTimeOffset.UtcNow.AddYears(1), IndexSet.Of(new NumberRange(10, 10))));
        await IntactAsync(log);
        Forget(log, 10);
        await FindsAsync(log, FindingKind.Missing, 10, "it was to stay until");
    }

    [Theory]
    [InlineData(100, 11, 0, "more entries have gone")]
    [InlineData(100, 9, 2, "more entries have gone")]
    [InlineData(100, 5, 0, null)]
    [InlineData(100, 0, 70, "which its plan does not name")]
    [InlineData(99, 0, 0, "which is none")]
    [InlineData(101, 0, 0, "which is none")]
    public async Task A_result_fits_its_plan(long plan, long count, int held, string? words)
    {
        var log = await LogAsync(100);
        await log.AttestAsync(Some.Plan(new NumberRange(10, 19)));
        Forget(log, 10, 19);
        var set = held == 0 ? null : held == 2 ? IndexSet.Of(new NumberRange(10, 11)) : IndexSet.Of(new NumberRange(held, held));
        await log.AttestAsync(new ExpiredManifest(new(Some.Run(2)), plan, count, set));
        if (words is null)
        {
            await IntactAsync(log);
        }
        else
        {
            await FindsAsync(log, FindingKind.Manifest, 101, words);
        }
    }

    [Fact]
    public async Task A_result_that_tells_of_entries_which_stand_is_found()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(Some.Plan(new NumberRange(10, 19)));
        Forget(log, 10);
        await log.AttestAsync(new ExpiredManifest(new(Some.Run(2)), 100, 2, null));
        await FindsAsync(log, FindingKind.Manifest, 101, "says that 2 entries have gone, and 1 of those");
    }

    [Fact]
    public async Task A_result_that_came_before_its_plans_time_is_found()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(new ExpiryPlannedManifest(new(Some.Run()), null, Some.Time.AddDays(1), IndexSet.Of(new NumberRange(10, 10))));
        await log.AttestAsync(new ExpiredManifest(new(Some.Run(2)), 100, 0, null));
        await FindsAsync(log, FindingKind.Manifest, 101, "were to stay until");
    }

    [Fact]
    public async Task The_parts_of_a_run_are_there_once_and_agree_on_how_many_they_are()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(new ExpiryPlannedManifest(new(Some.Run(), 1, 3), null, null, IndexSet.Of(new NumberRange(10, 10))));
        await log.AttestAsync(new ExpiryPlannedManifest(new(Some.Run(), 3, 3), null, null, IndexSet.Of(new NumberRange(11, 11))));
        await IntactAsync(log);
        await log.AttestAsync(new ExpiryPlannedManifest(new(Some.Run(), 3, 3), null, null, IndexSet.Of(new NumberRange(12, 12))));
        await FindsAsync(log, FindingKind.Manifest, 102, "is there twice");
        await log.AttestAsync(new ExpiryPlannedManifest(new(Some.Run(), 2, 2), null, null, IndexSet.Of(new NumberRange(12, 12))));
        Assert.Contains(
            (await log.VerifyAsync()).Findings, f => f.Index == 103 && f.Words.Contains("an earlier one says 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_names_a_policy_that_is_one()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(new PolicySetManifest(Some.Time, 1, [], 0));
        await log.AttestAsync(new ExpiryPlannedManifest(new(Some.Run()), 100, null, IndexSet.Of(new NumberRange(10, 10))));
        await IntactAsync(log);
        await log.AttestAsync(new ExpiryPlannedManifest(new(Some.Run(2)), 99, null, IndexSet.Of(new NumberRange(10, 10))));
        await FindsAsync(log, FindingKind.Manifest, 102, "policy");
    }

    [Fact]
    public async Task Nothing_may_follow_after_the_log_moved()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(new LogMovedManifest("elsewhere", 100));
        await IntactAsync(log);
        await log.AppendAsync(3);
        await FindsAsync(log, FindingKind.Manifest, 100, "entries follow it here");
    }

    [Fact]
    public async Task Ten_thousand_holes_that_do_not_touch_are_accounted_for_by_their_plans()
    {
        var log = await TamperMatrixLog.CreateAsync(store, rich: 0);
        await log.AppendAsync(20_000);
        foreach (var set in IndexSets.Of(Enumerable.Range(0, 10_000).Select(i => 2L * i)))
        {
            await log.AttestAsync(new ExpiryPlannedManifest(new(Some.Run()), null, null, set));
        }

        var rows = store.Rows.Of(log.Identity);
        foreach (var index in rows.Entries.Keys.Where(i => i % 2 == 0 && i < 20_000).ToList())
        {
            rows.Forget(new(index, index + 1));
        }

        await IntactAsync(log);
        Forget(log, 9_999);
        await FindsAsync(log, FindingKind.Missing, 9_999, "the log does not say that it expired");
    }

    [Fact]
    public void A_million_holes_need_the_memory_of_their_plans_texts()
    {
        var plans = new ExpiryPlans(new(), DateTimeOffset.MaxValue);
        foreach (var set in IndexSets.Of(Enumerable.Range(0, 1_000_000).Select(i => 2L * i)))
        {
            var manifest = new ExpiryPlannedManifest(new(Some.Run()), null, null, set);
            plans.Add(new(new(5_000_000, manifest.Format())), manifest);
        }

        plans.Sort();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0L; index < 2_000_000; index++)
        {
            Assert.True(index % 2 != 0 || plans.Account(index).By is not null);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 20);
    }

    [Fact]
    public async Task An_entry_names_a_declaration_that_is_there_before_it_and_of_its_action()
    {
        var removed = new AuditAction("member.removed", AuditCategories.Admin, "{actor} removed {target}");
        var log = await LogAsync(10);
        await log.AppendAsync(removed.Event(), removed.Declaration.Reference);
        await FindsAsync(log, FindingKind.Declared, 10, "not in the log before it");
        await log.AttestAsync(removed.Declaration.Manifest);
        await FindsAsync(log, FindingKind.Declared, 10, "not in the log before it");
        await log.AppendAsync(removed.Event() with { Action = "member.added" }, removed.Declaration.Reference);
        Assert.Contains((await log.VerifyAsync()).Findings, f => f is { Kind: FindingKind.Declared, Index: 12 }
            && f.Words.Contains("names the words of member.removed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Altered_words_are_one_finding()
    {
        var removed = new AuditAction("member.removed", AuditCategories.Admin, "{actor} removed {target}");
        var log = await LogAsync(10);
        await log.AttestAsync(removed.Declaration.Manifest);
        await log.AppendAsync(removed.Event(), removed.Declaration.Reference);
        await log.AppendAsync(removed.Event(), removed.Declaration.Reference);
        await IntactAsync(log);
        var rows = store.Rows.Of(log.Identity).Manifests;
        rows[10] = rows[10] with { Json = removed.InCulture("de", "{actor}").Declaration.Bytes };
        await FindsAsync(log, FindingKind.Manifest, 10, "altered");
    }

    [Fact]
    public async Task The_kind_in_a_manifests_row_is_its_own()
    {
        var log = await LogAsync(10);
        await log.AttestAsync(new HoldLiftedManifest(Some.Run()));
        var rows = store.Rows.Of(log.Identity).Manifests;
        rows[10] = rows[10] with { Kind = "expired" };
        await FindsAsync(log, FindingKind.Manifest, 10, "stored as expired");
    }

    [Fact]
    public async Task Rows_of_holds_are_what_their_manifests_say()
    {
        var log = await LogAsync(100);
        await log.AttestAsync(new HoldPlacedManifest(new(Some.Run(5)), null, IndexSet.Of(new NumberRange(10, 19))));
        await log.AttestAsync(new HoldPlacedManifest(new(Some.Run(5)), null, IndexSet.Of(new(20, 29), new(80, 89))));
        await log.AttestAsync(new HoldPlacedManifest(new(Some.Run(6)), null, IndexSet.Of(new NumberRange(15, 16))));
        await log.AttestAsync(new HoldLiftedManifest(Some.Run(6)));
        await IntactAsync(log);
        var rows = store.Rows.Of(log.Identity).Holds;
        var all = rows.ToList();

        rows.RemoveAt(0);
        Assert.Equal((FindingKind.Key, "holds"), (await log.VerifyAsync()).Findings.Select(f => (f.Kind, f.Member)).Distinct().Single());
        rows.Clear();
        rows.AddRange([.. all, new(Some.Run(6), 15, 16)]);
        await FindsAsync(log, FindingKind.Key, null, "no manifest says so");
        rows.Clear();
        rows.AddRange([.. all.Select(r => r.To == 89 ? r with { To = 88 } : r)]);
        await FindsAsync(log, FindingKind.Key, null, "its manifests say entries 80 to 89");
    }

    [Fact]
    public async Task Verifier_keys_follow_each_other_and_the_one_of_the_checkpoint_signed_it()
    {
        var log = await LogAsync(100);
        await log.SignAsync();
        var other = new Merkle.NoteSigner(log.Identity.Origin, TamperMatrixLog.Key(7)).Verifier.ToString();
        var rows = store.Rows.Of(log.Identity).VerifierKeys;
        rows.Clear();
        await IntactAsync(log);
        await KeysAsync(null, (0, log.Verifier.ToString()));
        await KeysAsync(null, (0, other), (50, log.Verifier.ToString()));
        await KeysAsync("should be from size 0", (5, log.Verifier.ToString()));
        await KeysAsync("is not the one that signed", (0, other));
        await KeysAsync("does not follow", (0, other), (0, log.Verifier.ToString()));
        await KeysAsync("again", (0, log.Verifier.ToString()), (5, log.Verifier.ToString()));
        await KeysAsync("beyond the log's size", (0, log.Verifier.ToString()), (500, other));
        await KeysAsync("is not a verifier key", (0, "x"), (5, log.Verifier.ToString()));
        await KeysAsync(
            "is named a", (0, new Merkle.NoteSigner("a", TamperMatrixLog.Key(7)).Verifier.ToString()), (5, log.Verifier.ToString()));

        async Task KeysAsync(string? words, params (long From, string Key)[] keys)
        {
            rows.Clear();
            rows.AddRange(keys.Select(k => new StoredVerifierKey(k.From, k.Key)));
            if (words is null)
            {
                await IntactAsync(log);
            }
            else
            {
                await FindsAsync(log, FindingKind.Key, null, words);
            }
        }
    }

    private async Task<TamperMatrixLog> LogAsync(int size)
    {
        var log = await TamperMatrixLog.CreateAsync(store);
        await log.AppendAsync(size);
        return log;
    }

    private void Forget(TamperMatrixLog log, long from, long? to = null) => store.Rows.Of(log.Identity).Forget(new(from, (to ?? from) + 1));

    private static async Task<VerifyReport> IntactAsync(TamperMatrixLog log)
    {
        var report = await log.VerifyAsync();
        Assert.Empty(report.Findings);
        return report;
    }

    private static async Task FindsAsync(TamperMatrixLog log, FindingKind kind, long? index, string words)
    {
        var finding = Assert.Single((await log.VerifyAsync()).Findings);
        Assert.Equal((kind, index), (finding.Kind, finding.Index));
        Assert.Contains(words, finding.Words, StringComparison.Ordinal);
    }
}
