using System.Collections.Concurrent;

namespace Cairn.Sqlite;

/// <summary>Connections for reading, made when needed; a few stay open with their prepared statements.</summary>
internal sealed class ConnectionPool(Func<SqliteDatabase> open) : IDisposable
{
    private const int Kept = 4;

    private readonly ConcurrentBag<SqliteDatabase> idle = [];
    private volatile bool disposed;

    /// <summary>Keeps a connection for the next reader.</summary>
    public void Add(SqliteDatabase database)
    {
        if (disposed || idle.Count >= Kept)
        {
            database.Dispose();
            return;
        }

        idle.Add(database);
        if (disposed)
        {
            Dispose(); // It was put back while the pool closed.
        }
    }

    /// <summary>Reads one state of the file, whatever is appended meanwhile.</summary>
    public T Read<T>(Func<SqliteDatabase, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var database = idle.TryTake(out var kept) ? kept : open();
        try
        {
            return database.InTransaction("BEGIN", () => read(database));
        }
        finally
        {
            Add(database);
        }
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out var database))
        {
            database.Dispose();
        }
    }
}
