using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>A file that may not be there yet, or not usable.</summary>
internal sealed class SqliteLateStore(string path) : LateStore(SqliteFile.NameOf(path), SqliteStore.AppendsAtOnce)
{
    // Opening makes files and waits for locks: not on the caller's thread.
    protected override Task<ILogStore> OpenAsync(CancellationToken cancellationToken) =>
        Task.Run<ILogStore>(() => SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate), cancellationToken);
}
