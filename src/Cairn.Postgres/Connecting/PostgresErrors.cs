using System.Net.Sockets;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>What the server's errors mean to whoever runs a log: one line, with what to do, and never a password.</summary>
internal static class PostgresErrors
{
    /// <summary>Whether the server or the way to it failed, and this explains it.</summary>
    public static bool IsOurs(Exception exception) => exception is NpgsqlException or SocketException or TimeoutException;

    /// <summary>
    /// Whether the entries are to blame, and will be again. 22: a value that no column takes; 23 without 23505: a rule of a table; 54:
    /// larger than the server takes. That another row stands at an index is no entry's fault, nor that its month was dropped at this
    /// moment: no constraint has a name then.
    /// </summary>
    public static bool IsEntrys(CairnStoreException exception) => exception.InnerException is PostgresException { SqlState: var state } e
        && state[..2] is "22" or "23" or "54"
        && state != PostgresErrorCodes.UniqueViolation
        && (state != PostgresErrorCodes.CheckViolation || e.ConstraintName is not null);

    /// <summary>Whether an id that looked new is known: it lay ahead of the clock when it came.</summary>
    public static bool IsKnownId(Exception exception) =>
        exception is CairnStoreException
        {
            InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "replays_pkey" }
        };

    /// <summary>Whether no manifest lets it go, or not yet.</summary>
    public static bool IsKept(CairnStoreException exception) => exception.InnerException is PostgresException { SqlState: "CA005" };

    /// <param name="store">What errors call the database.</param>
    /// <param name="exception">What the driver threw.</param>
    public static CairnStoreException Explain(string store, Exception exception) => exception switch
    {
        PostgresException e =>
            new CairnStoreException(Words(store, e), e) { NothingWritten = IsRolledBack(e), NeedsMending = NeedsMending(e) },
        _ when IsTimeout(exception) => new CairnStoreException(
            $"{store} did not answer in time: whether anything was written is not known. Sending the same events again is safe.",
            exception),
        _ when IsPasswordMissing(exception) => new CairnStoreException(
            $"{store} asks for a password, and none was given: put it into the URL or connection string, into PGPASSWORD, "
            + "or into the file that PGPASSFILE names.",
            exception),
        _ when IsEncryptionMissing(exception) => new CairnStoreException(
            $"{store} does not offer TLS, which the connection requires: turn ssl on in the server, or ask for less (sslmode).", exception),
        _ => new CairnStoreException(
            $"{store} cannot be reached ({Innermost(exception)}): start the server or check host and port. "
            + "Sending the same events again is safe.",
            exception),
    };

    /// <summary>No connection was had: whatever was to be done was not begun.</summary>
    public static CairnStoreException NotReached(string store, Exception exception)
    {
        var failure = exception is not PostgresException && IsTimeout(exception)
            ? new CairnStoreException(
                $"{store} did not accept a connection in time: nothing was written. Start the server or check host and port, "
                + "and how many connections it allows.",
                exception)
            : Explain(store, exception);
        failure.NothingWritten = true;
        return failure;
    }

    // An ERROR ends a transaction that has not committed. FATAL ends the connection, perhaps between the commit and its answer.
    private static bool IsRolledBack(PostgresException e) => e.InvariantSeverity == "ERROR";

    // Waiting mends none of these: the host's clock, rights, a schema or rows that are not as Cairn left them.
    private static bool NeedsMending(PostgresException e) =>
        e.SqlState is "CA002" or "CA004" or "CA006" or "CA008" or PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction
            or PostgresErrorCodes.InvalidSchemaName;

    private static string Words(string store, PostgresException e) => e.SqlState switch
    {
        "CA001" => $"{store} refuses this: {e.MessageText}.",
        "CA002" =>
            $"{store} refuses the time of host {Environment.MachineName}: {e.MessageText}. Set the host's clock right, and the server's.",
        "CA004" => $"{store}: {e.MessageText}: it was deleted, or another database took its place. Restore a backup.",
        "CA005" => $"{store}: {e.MessageText}.",
        "CA006" => $"{store} is damaged: {e.MessageText}. Run cairn verify.",
        "CA007" => $"{store} cannot be used: {e.MessageText}.",
        "CA008" => $"{store}: {e.MessageText}: a new key must start at a larger size.",
        "CA009" => $"{store}: {e.MessageText}. Nothing was written: end them, or try again.",
        PostgresErrorCodes.UniqueViolation =>
            $"{store} refused a row ({e.MessageText}): its rows are not as Cairn left them. Run cairn verify.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"{store} refused the login: check user, password and pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => $"{store} does not exist: create the database, or name another.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"{store} refused this ({e.MessageText}): GRANT the login role one of Cairn's (cairn_writer to record, cairn_reader to "
            + "read, cairn_keeper to verify).",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName =>
            $"{store} is not as Cairn makes it ({e.MessageText}): run cairn migrate, and cairn doctor.",
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure =>
            $"{store} rolled back a transaction because of another one ({e.SqlState}): nothing was written. Try again.",
        PostgresErrorCodes.LockNotAvailable => $"{store} waited too long for another process's append: nothing was written. Try again.",
        PostgresErrorCodes.QueryCanceled =>
            $"{store} stopped a statement that took too long: nothing was written. Try again, or allow it more time (statement_timeout).",
        PostgresErrorCodes.TooManyConnections => $"{store} has no connection left: raise max_connections, or put PgBouncer before it.",
        PostgresErrorCodes.DiskFull => $"{store} has no space left: nothing was written. Make room and try again.",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"{store} is a standby and cannot be written: connect to the primary.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            $"{store} is stopping or starting ({e.MessageText}): whether anything was written is not known. "
            + "Sending the same events again is safe.",
        _ => $"{store} cannot be used: the server says {e.MessageText} ({e.SqlState}).",
    };

    // The driver has no code for these two: its words are all there is to go by. Others are told as they come.
    private static bool IsPasswordMissing(Exception exception) =>
        exception.Message.StartsWith("No password has been provided", StringComparison.Ordinal);

    private static bool IsEncryptionMissing(Exception exception) =>
        exception.Message.StartsWith("SSL connection requested. No SSL enabled", StringComparison.Ordinal);

    private static bool IsTimeout(Exception? exception) =>
        exception is TimeoutException || (exception is not null && IsTimeout(exception.InnerException));

    // "Connection refused" is deeper down than the driver's own words.
    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
    }
}
