using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite.Tests;

public sealed class SqliteLifecycleTests : StoreLifecycleContract
{
    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    internal override ILogStore Open() => SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);

    internal override void OnCommit(ILogStore store, Action<AppendStep>? fault) => ((SqliteStore)store).OnAppend = fault;

    internal override void SetFloor(string name, long days)
    {
        using var owner = new Intruder(Path);
        owner.Run($"INSERT INTO settings VALUES ('{name}', {days})");
    }

    internal override void Forge(LogIdentity log, long index, string kind, byte[] manifest)
    {
        using var intruder = new Intruder(Path);
        intruder.Run(
            $"INSERT INTO manifests (log, idx, kind, body) VALUES ({log.Key}, {index}, '{kind}', x'{Convert.ToHexString(manifest)}')");
    }
}
