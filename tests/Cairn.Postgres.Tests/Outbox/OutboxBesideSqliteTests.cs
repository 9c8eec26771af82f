using Cairn.Contracts;
using Cairn.Outbox;
using Cairn.Sqlite;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

/// <summary>An outbox in PostgreSQL whose log is a SQLite file.</summary>
public sealed class OutboxBesideSqliteTests : TableOutboxContract
{
    private readonly TempFolder folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    internal override ILogStore OpenStore() => SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadWriteCreate);

    internal override void OnAppend(ILogStore store, IOutbox outbox, Action<AppendStep>? fault) => ((SqliteStore)store).OnAppend = fault;
}
