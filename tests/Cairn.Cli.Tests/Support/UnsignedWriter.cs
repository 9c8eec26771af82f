using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Sqlite;

namespace Cairn.Cli.Tests;

/// <summary>Appends an entry without a signer, as a recorder does that is killed before it signs.</summary>
internal sealed class UnsignedWriter(string path) : IDisposable
{
    private readonly SqliteStore store = SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate);

    public void Append(long from = 1)
    {
        var log = store.ListLogsAsync(default).AsTask().GetAwaiter().GetResult()[0];
        store.AppendAsync(log, Some.Entries(log, 1, from), default).AsTask().GetAwaiter().GetResult();
    }

    public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
