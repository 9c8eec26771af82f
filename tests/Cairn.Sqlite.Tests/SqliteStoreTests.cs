using Cairn.Testing;

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
        intruder.Unguarded("entries_refuses_DELETE", () => intruder.Unguarded("targets_refuses_DELETE", () =>
        {
            foreach (var (table, index) in new[] { ("entries", "idx"), ("targets", "idx"), ("disclosures", "idx"), ("replays", "idx") })
            {
                intruder.Run($"DELETE FROM {table} WHERE log = {log.Key} AND {index} >= {range.From} AND {index} < {range.To}");
            }
        }));
    }
}
