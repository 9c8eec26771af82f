using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite.Tests;

public sealed class SqliteStoreTests : LogStoreContract, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    internal override ILogStore Open() => SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadWriteCreate);

    internal override void OnAppend(ILogStore store, Action<AppendStep>? fault) => ((SqliteStore)store).OnAppend = fault;

    internal override void Forget(LogIdentity log, IndexRange range)
    {
        using var intruder = new Intruder(folder.File("audit.db"));
        foreach (var table in new[] { "entries", "targets", "disclosures", "replays", "addresses" })
        {
            intruder.Unguarded(
                $"{table}_refuses_DELETE",
                () => intruder.Run($"DELETE FROM {table} WHERE log = {log.Key} AND idx >= {range.From} AND idx < {range.To}"));
        }
    }
}
