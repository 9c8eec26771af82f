using System.Net.Sockets;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>What the errors of an outbox's database mean to whoever runs its relay: one line, with what to do.</summary>
internal static class OutboxErrors
{
    /// <exception cref="CairnStoreException">The server or the way to it failed.</exception>
    public static async ValueTask<T> Explained<T>(OutboxTable table, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            throw new CairnStoreException(Words(table.Name, e), e);
        }
    }

    private static string Words(string table, Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } =>
            $"There is no outbox {table}: have the application's migrations run PostgresOutbox.Script, or name its schema and table.",
        PostgresException { SqlState: PostgresErrorCodes.UndefinedColumn } =>
            $"The table {table} does not fit this version's outbox: compare it with PostgresOutbox.Script.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } e =>
            $"The relay may not empty the outbox {table} ({e.MessageText}): GRANT SELECT, DELETE, UPDATE (refused_at, refused_for) on it "
            + "to the relay's role, and USAGE on its schema.",
        PostgresException e => $"The outbox {table} cannot be emptied now: the server says {e.MessageText} ({e.SqlState}).",
        _ => $"The database of the outbox {table} cannot be reached: {exception.Message.ReplaceLineEndings(" ")}",
    };
}
