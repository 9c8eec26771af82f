using System.Collections.Concurrent;

namespace Cairn.Sqlite;

/// <summary>Connections for reading, made when needed; a few stay open with their prepared statements.</summary>
internal sealed class ConnectionPool(Func<SqliteDatabase> open) : IDisposable
{
    private const int Kept = 4;

    private readonly ConcurrentBag<SqliteDatabase> idle = [];
    private volatile bool disposed;
    private volatile int generation; // Of the file: connections to the one before are of no use.

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
    /// <exception cref="OperationCanceledException">The token asked for it, also in the middle of a long statement.</exception>
    public T Read<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var its = generation;
        var database = idle.TryTake(out var kept) ? kept : open();
        try
        {
            using var stop = cancellationToken.UnsafeRegister(static d => ((SqliteDatabase)d!).Interrupt(), database);
            return database.InTransaction("BEGIN", () => read(database));
        }
        catch (CairnStoreException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            if (its == generation)
            {
                Add(database);
            }
            else
            {
                database.Abandon();
                database.Dispose();
            }
        }
    }

    /// <summary>Closes those that are idle, without a trace in the file: what they had open is not it any more.</summary>
    public void Abandon()
    {
        Interlocked.Increment(ref generation);
        while (idle.TryTake(out var database))
        {
            database.Abandon();
            database.Dispose();
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
