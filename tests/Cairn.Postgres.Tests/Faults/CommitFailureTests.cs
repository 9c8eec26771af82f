using Cairn.Contracts;
using Cairn.Entries;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>The server answers, and then cannot commit.</summary>
public sealed class CommitFailureTests : IAsyncLifetime
{
    private TestDatabase database = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        await database.RunAsync("""
            CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this time'; END $$;
            CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON cairn.replays DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse();
            """);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task What_was_answered_and_not_committed_is_not_acknowledged(int tenants)
    {
        await using var store = await TestDatabase.OpenAsync(await database.LoginAsync("writer", "keeper"));
        var logs = new List<LogIdentity>();
        for (var i = 0; i < tenants; i++)
        {
            logs.Add(await store.CreateLogAsync(Some.Log($"t{i}"), Cancel));
        }

        var appends = logs.ConvertAll(log => store.AppendAsync(log, Some.Entries(log, 3), Cancel).AsTask());
        foreach (var append in appends)
        {
            var failure = await Assert.ThrowsAsync<CairnStoreException>(() => append);
            Assert.True(failure.NothingWritten);
            Assert.Contains("not this time", failure.Message, StringComparison.Ordinal);
        }

        await database.RunAsync("DROP TRIGGER refuse ON cairn.replays");
        foreach (var log in logs)
        {
            Assert.Equal([0L, 1, 2], (await store.AppendAsync(log, Some.Entries(log, 3), Cancel)).Select(r => r.Index));
            Assert.Equal(3, (await LogCheck.IsSound(store, log)).Count);
        }
    }
}
