using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>
/// Manifests that Cairn does not write, appended by a writer who may: they attest nothing, stop nobody, and cost no more than others.
/// </summary>
public sealed class HostileManifestTests : IAsyncLifetime
{
    private const string Widest = "\"ranges\":[[0,9007199254740991]]";

    private static readonly DateTimeOffset Old = new(2024, 5, 3, 0, 0, 0, TimeSpan.Zero);

    private TestDatabase database = null!; // These are made before each test.
    private PostgresStore store = null!;
    private LogIdentity log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        store = await TestDatabase.OpenAsync(await database.LoginAsync("writer", "keeper"));
        log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, [.. Enumerable.Range(1, 5).Select(i => Some.Entry(log, id: i, at: Old))], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("\"ranges\":[[0,null]]")]
    [InlineData("\"ranges\":[[null,4]]")]
    [InlineData("\"ranges\":[3]")]
    [InlineData("\"ranges\":[[]]")]
    [InlineData("\"ranges\":{\"0\":4}")]
    [InlineData("\"ranges\":[[4,0]]")]
    [InlineData("\"ranges\":[[-1,4]]")]
    [InlineData("\"ranges\":[[0,9007199254740992]]")]
    [InlineData("\"ranges\":[[0,9223372036854775807]]")]
    [InlineData("\"ranges\":[[0,1e400]]")]
    [InlineData("\"first\":9223372036854775807,\"bits\":\"-A\"")]
    [InlineData("\"first\":9007199254740991,\"bits\":\"-A\"")]
    [InlineData("\"first\":-1,\"bits\":\"-A\"")]
    [InlineData("\"first\":0,\"bits\":\"?\"")]
    public async Task What_is_no_index_set_plans_and_holds_nothing(string set)
    {
        await store.AppendAsync(log, [Attested.Plan(log, 6, set), Attested.Placed(log, 7, set)], Cancel);
        await ItAttestsNothing();
    }

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("\"01/02/2020\"")]
    [InlineData("\"2020-13-40T00:00:00Z\"")]
    [InlineData("[]")]
    public async Task What_is_no_time_plans_nothing(string notBefore)
    {
        await store.AppendAsync(log, [Attested.Plan(log, 6, "\"ranges\":[[0,4]]", notBefore)], Cancel);
        await ItAttestsNothing();
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("????????????????????????")]
    public async Task What_is_no_name_holds_nothing(string hold)
    {
        await store.AppendAsync(log, [Attested.Placed(log, 6, "\"ranges\":[[0,4]]", hold), Attested.Lifted(log, 7, hold)], Cancel);
        await ItAttestsNothing();
    }

    [Fact]
    public async Task What_is_too_long_or_too_deep_attests_nothing()
    {
        await store.AppendAsync(
            log,
            [
                Attested.Plan(log, 6, $"\"ranges\":[{string.Join(',', Enumerable.Repeat("[0,4]", 20_000))}]"),
                Attested.Plan(log, 7, $"\"ranges\":{new string('[', 30_000)}{new string(']', 30_000)}"),
            ],
            Cancel);
        await ItAttestsNothing();
    }

    [Fact]
    public async Task The_widest_set_is_held_and_goes_like_any_other()
    {
        await store.AppendAsync(log, [Attested.Placed(log, 6, Widest), Attested.Plan(log, 7, Widest)], Cancel);
        Assert.Equal([new(Attested.Hold, 0, 9007199254740991)], await store.ReadHoldsAsync(log, Cancel));
        var held = await store.ExpireAsync(log, 6, Cancel);
        Assert.Equal((0, 0), (held.Deleted, held.Gone));
        Assert.Equal([new(0, 6)], held.Held); // The entry that placed it too.
        Assert.Null(await store.DropMonthAsync(202405, Cancel));
        await store.AppendAsync(log, [Attested.Lifted(log, 8)], Cancel);
        Assert.Equal(5, await store.DropMonthAsync(202405, Cancel));
        Assert.Equal((0, 5), await store.ExpireAsync(log, 6, Cancel) is var again ? (again.Deleted, again.Gone) : default);
    }

    // And does not keep what another plan lets go.
    private async Task ItAttestsNothing()
    {
        Assert.All(await store.ReadManifestsAsync(log, null, Cancel), m => Assert.Equal("", m.Kind));
        Assert.Empty(await store.ReadHoldsAsync(log, Cancel));
        await using var expire = database.Superuser.CreateCommand($"SELECT cairn.expire({log.Key}, 5)");
        await Assert.ThrowsAsync<PostgresException>(() => expire.ExecuteNonQueryAsync(Cancel));
        Assert.Null(await store.DropMonthAsync(202405, Cancel));
        await store.AppendAsync(log, [Attested.Plan(log, 10, "\"ranges\":[[0,4]]")], Cancel);
        Assert.Equal(5, await store.DropMonthAsync(202405, Cancel));
    }
}
