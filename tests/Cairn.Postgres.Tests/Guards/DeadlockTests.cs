using Cairn.Contracts;
using Cairn.Postgres.Tests.Faults;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>Who drops a month and who appends wait for each other one way only.</summary>
public sealed class DeadlockTests : IAsyncLifetime
{
    private TestDatabase database = null!; // These are made before each test.
    private string writer = null!;
    private string keeper = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        writer = await database.LoginAsync("writer", "reader");
        keeper = await database.LoginAsync("keeper");
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Dropping_a_month_gives_way_to_a_transaction_that_stays_open_and_says_whose_it_is()
    {
        await using var store = await TestDatabase.OpenAsync(writer);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var old = DateTimeOffset.UtcNow.AddMonths(-3);
        await database.RunAsync($"SELECT cairn.make_month({old:yyyyMM})");
        await using var reader = await store.Source.OpenConnectionAsync(Cancel);
        await using var open = await reader.BeginTransactionAsync(Cancel);
        await using (var reading = new NpgsqlCommand("SELECT count(*) FROM cairn.entries", reader))
        {
            await reading.ExecuteScalarAsync(Cancel);
        }

        await using var source = TestDatabase.Source(keeper);
        await using var command = source.CreateCommand($"SELECT cairn.drop_month({old:yyyyMM}, 2)");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel));
        Assert.Equal("CA009", refused.SqlState);
        Assert.Contains(reader.ProcessID.ToString(System.Globalization.CultureInfo.InvariantCulture), refused.MessageText, StringComparison.Ordinal);
        await store.AppendAsync(log, Some.Entries(log, 1), Cancel);
        await open.CommitAsync(Cancel);
        Assert.Null(await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync(Cancel)));
    }

    [Fact]
    public async Task Dropping_a_month_between_appends_fails_neither()
    {
        await using var store = await TestDatabase.OpenAsync(writer);
        var (one, other) = (await store.CreateLogAsync(Some.Log("one"), Cancel), await store.CreateLogAsync(Some.Log("other"), Cancel));
        await store.AppendAsync(one, Some.Entries(one, 1), Cancel);
        var old = DateTimeOffset.UtcNow.AddMonths(-3);
        await database.RunAsync($"SELECT cairn.make_month({old:yyyyMM})");

        // An append that is not committed, a month that is dropped behind it, and an append behind that.
        await using var connection = await store.Source.OpenConnectionAsync(Cancel);
        await using var open = await connection.BeginTransactionAsync(Cancel);
        await store.AppendAsync(open, one, Some.Entries(one, 2, from: 10), null, Cancel);
        await using var source = TestDatabase.Source(keeper);
        await using var command = source.CreateCommand($"SELECT cairn.drop_month({old:yyyyMM})");
        var dropping = command.ExecuteNonQueryAsync(Cancel);
        await database.Superuser.WaitingAsync(keeper, "Lock");
        Assert.All(await store.AppendAsync(other, Some.Entries(other, 2), Cancel), r => Assert.Equal(AppendStatus.Appended, r.Status));
        await open.CommitAsync(Cancel);

        Assert.Null(await Record.ExceptionAsync(() => dropping));
        Assert.Equal(0L, await database.GetAsync<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
        Assert.Equal(0L, await database.GetAsync<long>($"SELECT count(*) FROM pg_class WHERE relname LIKE '%\\_{old:yyyyMM}'"));
    }
}
