using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

/// <summary>
/// Which ids are looked up: a short cut that no single id can take away, and that never takes an id for new which is known.
/// </summary>
public sealed class NewestTests : IAsyncLifetime
{
    private static readonly Guid Last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");
    private static readonly Guid Ahead = new("ffffffff-ffff-7fff-bfff-ffffffffffff");

    private TestDatabase database = null!; // These are made before each test.
    private PostgresStore store = null!;
    private LogIdentity log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        await database.RunAsync("UPDATE cairn.settings SET value = '300' WHERE name = 'skew_seconds'");
        store = await TestDatabase.OpenAsync(await database.LoginAsync("writer"));
        log = await store.CreateLogAsync(Some.Log(), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task The_newest_id_is_the_newest_of_version_7_that_is_not_ahead()
    {
        await AppendAsync(Id(DateTimeOffset.UtcNow.AddMinutes(-2)));
        var newest = Id(DateTimeOffset.UtcNow.AddMinutes(-1));
        await AppendAsync(newest, Last, Ahead, Guid.NewGuid());
        Assert.Equal(newest, await NewestAsync());
        await AppendAsync(Id(DateTimeOffset.UtcNow.AddMinutes(-3)));
        Assert.Equal(newest, await NewestAsync());
    }

    [Fact]
    public async Task The_newest_id_is_each_logs_own_when_several_are_appended_to_at_once()
    {
        var other = await store.CreateLogAsync(Some.Log("other"), Cancel);
        var (one, two) = (Id(DateTimeOffset.UtcNow.AddMinutes(-2)), Id(DateTimeOffset.UtcNow.AddMinutes(-1)));
        var rows = new AppendRows(
            new AppendPart(log, await store.ReadHeadAsync(log, Cancel), [Entry(one), Entry(Last)], null),
            new AppendPart(other, await store.ReadHeadAsync(other, Cancel), [Entry(two)], null));
        await using var command = store.Source.CreateCommand(AppendRows.Sql);
        command.Parameters.AddRange(rows.Values(waits: false, looks: false));
        Assert.True((bool)(await command.ExecuteScalarAsync(Cancel))!); // It says whether it is done.
        Assert.Equal(one, await NewestAsync());
        Assert.Equal(two, await database.GetAsync<Guid>($"SELECT newest FROM cairn.heads WHERE log = {other.Key}"));
    }

    [Theory]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("ffffffff-ffff-7fff-bfff-ffffffffffff")]
    [InlineData("00000000-0000-4000-8000-000000000001")]
    public async Task Whatever_its_version_an_id_is_known_when_it_comes_again(string text)
    {
        await AppendAsync(Guid.Parse(text));
        await AppendAsync(Id(DateTimeOffset.UtcNow));
        Assert.Equal(AppendStatus.Replayed, Assert.Single(await store.AppendAsync(log, [Entry(Guid.Parse(text))], Cancel)).Status);
    }

    // The clock has moved on since it came: it looks new, and is not.
    [Fact]
    public async Task An_id_that_was_ahead_when_it_came_is_known_when_the_clock_has_passed_it()
    {
        var id = Id(DateTimeOffset.UtcNow.AddMinutes(-1));
        await AppendAsync(id);
        // As if it had come an hour ago.
        await database.UnguardedAsync("UPDATE cairn.heads SET newest = '00000000-0000-0000-0000-000000000000'", "heads");
        Assert.Equal(AppendStatus.Replayed, Assert.Single(await store.AppendAsync(log, [Entry(id)], Cancel)).Status);
        Assert.Equal(1, (await store.ReadHeadAsync(log, Cancel)).Size);
    }

    private static Guid Id(DateTimeOffset time) => Guid.CreateVersion7(time);

    private SealedEntry Entry(Guid id) => new Sealer(log, PersonRules.Default, Some.Fill()).Seal(
        new() { Action = "door.opened", Id = id },
        new() { EventId = id, RecordedAt = Some.Time },
        person => new(person.Type, "~AAAAAAAAAAAAAAAAAAAAAA"));

    private Task<IReadOnlyList<AppendResult>> AppendAsync(params Guid[] ids) =>
        store.AppendAsync(log, [.. ids.Select(Entry)], Cancel).AsTask();

    private Task<Guid> NewestAsync() => database.GetAsync<Guid>($"SELECT newest FROM cairn.heads WHERE log = {log.Key}");
}
