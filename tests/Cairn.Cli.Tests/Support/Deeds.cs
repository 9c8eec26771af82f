using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Sqlite;

namespace Cairn.Cli.Tests;

/// <summary>What a log lets go of, as Cairn does it: attested first, then done.</summary>
internal sealed class Deeds(Bench bench)
{
    public void Expire(long from, long to) => Run(async (store, log) =>
    {
        var plan = await AttestAsync(store, log, SomeManifest.Plan(log, 1_000 + from, SomeManifest.Ranges((from, to))));
        Assert.Equal(to - from + 1, (await store.ExpireAsync(log, plan, default)).Deleted);
    });

    public void Erase(long index, params string[] digests) => Run(async (store, log) =>
    {
        var manifest = await AttestAsync(store, log, SomeManifest.Erased(log, 2_000 + index, digests));
        Assert.Equal(digests.Length, (await store.EraseAsync(log, manifest, [index], default)).Disclosures);
    });

    private static async Task<long> AttestAsync(SqliteStore store, LogIdentity log, SealedEntry entry) =>
        (await store.AppendAsync(log, [entry], default))[0].Index;

    private void Run(Func<SqliteStore, LogIdentity, Task> deed) => RunAsync(deed).GetAwaiter().GetResult();

    private async Task RunAsync(Func<SqliteStore, LogIdentity, Task> deed)
    {
        await using var store = SqliteStore.Open(bench.Path, SqliteOpenMode.ReadWriteCreate);
        await deed(store, (await store.ListLogsAsync(default))[0]);
    }
}
