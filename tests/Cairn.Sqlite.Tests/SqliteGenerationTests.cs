using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite.Tests;

public sealed class SqliteGenerationTests : GenerationContract, IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private SqliteStore? store;

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await (store?.DisposeAsync() ?? default);
        folder.Dispose();
    }

    internal override ILogStore Open() => store = SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadWriteCreate);

    internal override void Delete(LogIdentity log, long index)
    {
        using var intruder = new Intruder(folder.File("audit.db"));
        intruder.Unguarded(() =>
        {
            foreach (var table in (string[])["entries", "targets", "disclosures", "replays", "addresses"])
            {
                intruder.Run($"DELETE FROM {table} WHERE log = {log.Key} AND idx = {index}");
            }
        });
    }
}
