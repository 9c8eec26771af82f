using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite.Tests;

public sealed class SqliteTamperMatrix : TamperMatrix, IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly List<SqliteTables> opened = [];
    private SqliteStore? store;

    public async ValueTask DisposeAsync()
    {
        opened.ForEach(t => t.Dispose());
        await (store?.DisposeAsync() ?? default);
        folder.Dispose();
    }

    internal override Task<(ILogStore Store, Func<LogIdentity, ITamperMatrixTables> Tables)> OpenAsync()
    {
        store = SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadWriteCreate);
        return Task.FromResult<(ILogStore, Func<LogIdentity, ITamperMatrixTables>)>((store, log =>
        {
            opened.Add(new(folder.File("audit.db"), log));
            return opened[^1];
        }));
    }
}
