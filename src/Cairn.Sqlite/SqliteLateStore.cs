using Cairn.Files;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>A file that may not be there yet, or not usable.</summary>
internal sealed class SqliteLateStore(string path) : LateStore(SqliteFile.NameOf(path), SqliteStore.AppendsAtOnce)
{
    // Opening makes files and waits for locks: not on the caller's thread.
    protected override Task<ILogStore> OpenAsync(CancellationToken cancellationToken) =>
        Task.Run<ILogStore>(Open, cancellationToken);

    private SqliteStore Open()
    {
        try
        {
            DurableFile.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!); // A file's full path has a folder.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CairnStoreException(
                $"{path} cannot be created: its folder cannot be created ({e.Message}). Create the folder, or name another one.", e);
        }

        return SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate);
    }
}
