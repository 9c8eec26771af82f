using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Tests;

/// <summary>The process dies at each step between the spool and its end; the next one puts everything right.</summary>
public sealed class KilledTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();

    public async ValueTask InitializeAsync() => await rig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [InlineData(AppendStep.BeforeCommit)]
    [InlineData(AppendStep.AfterCommit)]
    public async Task At_a_commit(object step)
    {
        var died = Die(at: (AppendStep)step, when: _ => true);
        for (var i = 0; i < 1_500; i++)
        {
            rig.Log.Record(RecordingRig.Event(i));
        }

        await died;
        await rig.KillAsync();
        await rig.StopAsync();
        Assert.Equal(Enumerable.Range(0, 1_500).Select(i => $"u{i}"), rig.Actors());
        Assert.Empty(rig.Dropped());
        await rig.IsIntactAsync();
    }

    [Theory]
    [InlineData(AppendStep.BeforeCommit)]
    [InlineData(AppendStep.AfterCommit)]
    public async Task While_an_event_that_was_set_aside_is_told_to_the_log(object step)
    {
        var id = Guid.CreateVersion7(rig.Clock.GetUtcNow());
        var died = Die(at: (AppendStep)step, when: entries => entries.Any(e => e.Leaf.IsCairns));
        rig.Log.Record(RecordingRig.Event(1, id));
        rig.Log.Record(RecordingRig.Event(2, id)); // A conflict.
        rig.Log.Record(RecordingRig.Event(3));
        await rig.UntilAsync(() => died.IsCompleted);
        await rig.KillAsync();
        await rig.StopAsync();

        Assert.Equal(["u1", "u3"], rig.Actors());
        Assert.Equal([new(2, 2)], Assert.Single(rig.Dropped()).Ranges);
        Assert.Single(Directory.GetFiles(Path.Combine(rig.SpoolFolder, "quarantine"), "*.json"));
        await rig.IsIntactAsync();
    }

    [Theory]
    [InlineData(AppendStep.BeforeCommit)]
    [InlineData(AppendStep.AfterCommit)]
    public async Task While_a_second_number_is_told_to_the_log(object step)
    {
        var twice = RecordingRig.Event(1, Guid.CreateVersion7(rig.Clock.GetUtcNow())) with { OccurredAt = rig.Clock.GetUtcNow() };
        var died = Die(at: (AppendStep)step, when: entries => entries.Any(e => e.Leaf.IsCairns));
        rig.Log.Record(twice);
        rig.Log.Record(twice);
        rig.Log.Record(RecordingRig.Event(2));
        await rig.UntilAsync(() => died.IsCompleted);
        await rig.KillAsync();
        rig.Log.Record(RecordingRig.Event(3));
        await rig.StopAsync();

        Assert.Equal(["u1", "u2", "u3"], rig.Actors());
        Assert.Equal(("duplicate", 1L), (Assert.Single(rig.Dropped()).Why, rig.Dropped()[0].Count));
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task Again_and_again()
    {
        var random = new Random(4);
        for (var life = 0; life < 6; life++)
        {
            var died = Die(at: random.Next(2) == 0 ? AppendStep.BeforeCommit : AppendStep.AfterCommit, when: _ => random.Next(3) == 0);
            for (var i = 0; i < 300; i++)
            {
                rig.Log.Record(RecordingRig.Event((life * 300) + i));
            }

            await rig.UntilAsync(() => died.IsCompleted || rig.Count() == (life + 1) * 300);
            await rig.KillAsync();
        }

        await rig.StopAsync();
        Assert.Equal(Enumerable.Range(0, 1_800).Select(i => $"u{i}"), rig.Actors());
        await rig.IsIntactAsync();
    }

    /// <summary>From there on nothing gets through.</summary>
    private Task Die(AppendStep at, Func<IReadOnlyList<SealedEntry>, bool> when)
    {
        var died = new TaskCompletionSource();
        var store = rig.Store;
        store.OnAppend = (step, _, entries) =>
        {
            if (step == at && when(entries))
            {
                store.IsDead = true;
                died.TrySetResult();
            }

            return Task.CompletedTask;
        };
        return died.Task;
    }
}
