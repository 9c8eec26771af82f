using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

/// <summary>As somebody who records and verifies: no superuser.</summary>
public sealed class PostgresReaderTests : AuditReaderContract, IAsyncLifetime
{
    private TestDatabase database = null!; // Made before each test.
    private string login = null!; // Made before each test.

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        login = await database.LoginAsync("writer", "keeper");
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    internal override ILogStore Open() => TestDatabase.OpenAsync(login).GetAwaiter().GetResult();

    internal override void Forget(LogIdentity log, IndexRange range)
    {
        string[] tables = ["entries", "targets", "disclosures", "addresses", "replays"];
        var sql = tables.Select(table => $"DELETE FROM cairn.{table} WHERE log = {log.Key} AND idx >= {range.From} AND idx < {range.To}");
        database.UnguardedAsync(string.Join(';', sql), tables).GetAwaiter().GetResult();
    }

    internal override void SwapIds(LogIdentity log, (Guid Id, long Index) one, (Guid Id, long Index) other) => database.UnguardedAsync(
        $"UPDATE cairn.replays SET idx = CASE event_id WHEN '{one.Id}' THEN {other.Index} ELSE {one.Index} END WHERE log = {log.Key} "
        + $"AND event_id IN ('{one.Id}', '{other.Id}')",
        "replays").GetAwaiter().GetResult();
}
