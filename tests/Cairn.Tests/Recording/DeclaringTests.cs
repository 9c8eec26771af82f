using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Recording;
using Cairn.Stores;

namespace Cairn.Tests;

public sealed class DeclaringTests
{
    private static readonly AuditAction Removed = new("member.removed", AuditCategories.Admin, "{actor} removed {target}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_words_of_an_action_come_into_the_log_once_before_its_first_entry()
    {
        await using var rig = await new RecordingRig().OpenAsync();
        await rig.Log.RecordAsync(StandardActions.LoginSucceeded.Event(), Cancel);
        await rig.Log.RecordAsync(Removed.On("member", "m1"), Cancel);
        await rig.Log.RecordAsync(Removed.On("member", "m2"), Cancel);
        await rig.Log.RecordAsync(new() { Action = "door.opened" }, Cancel);

        Assert.Equal(
            ["login.succeeded", "cairn.action_declared", "member.removed", "member.removed", "door.opened"],
            rig.Leaves().Select(l => l.Action));
        Assert.Equal(
            [null, null, Removed.Declaration.Reference, Removed.Declaration.Reference, null], rig.Leaves().Select(l => l.Declared));
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task Altered_words_are_declared_anew_and_older_entries_keep_theirs()
    {
        var altered = new AuditAction("member.removed", AuditCategories.Admin, "{target} was removed by {actor}");
        await using var rig = await new RecordingRig().OpenAsync();
        await rig.Log.RecordAsync(Removed.On("member", "m1"), Cancel);
        await rig.Log.RecordAsync(altered.On("member", "m2"), Cancel);
        await rig.Log.RecordAsync(Removed.On("member", "m3"), Cancel);

        Assert.Equal(2, rig.Leaves().Count(l => l.IsCairns));
        Assert.Equal(
            [Removed.Declaration.Reference, altered.Declaration.Reference, Removed.Declaration.Reference],
            rig.Leaves().Where(l => !l.IsCairns).Select(l => l.Declared));
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task Each_tenants_log_has_the_words_itself()
    {
        await using var rig = await new RecordingRig().OpenAsync();
        await rig.Log.ForTenant("a").RecordAsync(Removed.On("member", "m1"), Cancel);
        await rig.Log.ForTenant("b").RecordAsync(Removed.On("member", "m1"), Cancel);

        Assert.All(
            ["a", "b"], tenant => Assert.Equal(["cairn.action_declared", "member.removed"], rig.Leaves(tenant).Select(l => l.Action)));
        await rig.IsIntactAsync("b");
    }

    [Fact]
    public async Task An_event_that_lay_in_the_spool_has_the_words_this_host_knows_by_name()
    {
        await using var rig = new RecordingRig();
        rig.Options.Actions.Add(Removed);
        await rig.OpenAsync();
        rig.Log.Record(new() { Action = "member.removed" });
        await rig.UntilAsync(() => Task.FromResult(rig.Leaves().Count == 2));

        Assert.Equal([null, Removed.Declaration.Reference], rig.Leaves().Select(l => l.Declared));
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task Where_the_sealing_host_knows_no_words_the_entry_names_none()
    {
        await using var rig = await new RecordingRig().OpenAsync();
        rig.Store.IsDead = true;
        rig.Log.Record(Removed.On("member", "m1"));
        await rig.KillAsync();
        await rig.UntilAsync(() => Task.FromResult(rig.Leaves().Count == 1));

        Assert.Equal(("member.removed", null), rig.Leaves().Select(l => (l.Action, l.Declared)).Single());
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task A_host_that_died_between_the_words_and_the_entry_declares_nothing_twice()
    {
        await using var rig = await new RecordingRig().OpenAsync();
        rig.Store.OnAppend = (step, _, entries) => step == AppendStep.AfterCommit && entries[0].Leaf.IsCairns
            ? throw new IOException("Died.")
            : Task.CompletedTask;
        _ = rig.Log.RecordAsync(Removed.On("member", "m1"), Cancel);
        await RecordingRig.SoonAsync(() => rig.Leaves().Count == 1);
        await rig.KillAsync();
        await rig.Log.RecordAsync(Removed.On("member", "m1"), Cancel);

        Assert.Equal(["cairn.action_declared", "member.removed"], rig.Leaves().Select(l => l.Action));
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task Hosts_that_declare_at_once_have_one_declaration()
    {
        var store = new MemoryStore();
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var events = new PendingEvent[] { new DirectEvent(Removed.Event()) };
        var hosts = Enumerable.Range(1, 8)
            .Select(seed => new ActionDeclarer(store, new HostWords([]), Some.Fill(seed), new FixedClock())).ToList();
        var named = await Task.WhenAll(hosts.Select(h => Task.Run(async () => await h.DeclareAsync(log, events, Cancel), Cancel)));

        Assert.All(named, n => Assert.Equal(Removed.Declaration.Reference, Assert.Single(n!))); // The action is the application's.
        Assert.Single(await store.ReadManifestsAsync(log, null, Cancel));
    }

    [Fact]
    public async Task Where_somebody_took_the_id_of_a_declaration_its_entries_name_none()
    {
        await using var rig = await new RecordingRig().OpenAsync();
        await rig.Log.RecordAsync(new() { Action = "door.opened", Id = Removed.Declaration.Id }, Cancel);
        await rig.Log.RecordAsync(Removed.On("member", "m1"), Cancel);

        Assert.Equal([("door.opened", null), ("member.removed", null)], rig.Leaves().Select(l => (l.Action, l.Declared)));
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task A_batch_that_is_refused_in_parts_leaves_every_entry_with_its_words()
    {
        await using var rig = await new RecordingRig().OpenAsync();
        rig.Store.OnAppend = (step, _, entries) => step == AppendStep.BeforeCommit && entries.Any(e => e.Leaf.Targets is [{ Id: "bad" }])
            ? throw new EntryRefusedException("Bad.")
            : Task.CompletedTask;
        var asked = new[] { "m1", "bad", "m2", "m3" }.Select(id => rig.Log.RecordAsync(Removed.On("member", id), Cancel)).ToList();
        await Task.WhenAll(asked.Select(t => t.ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default)));

        Assert.Equal(["m1", "m2", "m3"], rig.Leaves().Where(l => !l.IsCairns).Select(l => l.Targets[0].Id));
        Assert.All(rig.Leaves().Where(l => !l.IsCairns), l => Assert.Equal(Removed.Declaration.Reference, l.Declared));
        await rig.IsIntactAsync();
    }
}
