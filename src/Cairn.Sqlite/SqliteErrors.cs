using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>What SQLite's result codes mean to whoever runs a log: one line, with what to do.</summary>
internal static class SqliteErrors
{
    /// <param name="path">The file.</param>
    /// <param name="code">SQLite's result code, plain or extended.</param>
    /// <param name="message">SQLite's own words.</param>
    public static CairnStoreException Explain(string path, int code, string message) => new((code & 0xFF) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{path} is locked by another process: try again when that process is done.",
        raw.SQLITE_FULL => $"No space is left for {path}: nothing was written. Make room and try again.",
        raw.SQLITE_IOERR =>
            $"{path} could not be read or written ({message}): nothing was written. Check the disk, its free space and its permissions.",
        raw.SQLITE_CORRUPT => $"{path} is damaged ({message}): keep a copy of it as it is, and restore a backup.",
        raw.SQLITE_NOTADB => $"{path} is not a SQLite file, so it is not a log.",
        raw.SQLITE_READONLY => $"{path} cannot be written: give this user write permission for the file and its folder.",
        raw.SQLITE_CANTOPEN => $"{path} cannot be opened ({message}): check the permissions of the file and its folder.",
        raw.SQLITE_PERM or raw.SQLITE_AUTH => $"{path} cannot be used ({message}): check the permissions of the file and its folder.",
        raw.SQLITE_CONSTRAINT => $"{path} refused a row ({message}): its rows are not as Cairn left them. Run cairn verify.",
        _ => $"{path} cannot be used: SQLite says {message} ({code}).",
    })
    {
        Data = { [CodeKey] = code },
        NeedsMending = (code & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_READONLY or raw.SQLITE_CONSTRAINT
            or raw.SQLITE_PERM or raw.SQLITE_AUTH,
    };

    /// <summary>The file is not the one that was opened, or not whole.</summary>
    public static CairnStoreException Lost(string message) => new(message) { Data = { [LostKey] = true }, NeedsMending = true };

    /// <summary>Whether a connection is of no use any more: the file behind it is gone, damaged or cannot be reached.</summary>
    public static bool EndsConnection(CairnStoreException exception) => exception.Data[LostKey] is true
        || CodeOf(exception) is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN;

    /// <summary>The plain result code behind an exception; 0 when it has another cause.</summary>
    public static int CodeOf(CairnStoreException exception) => exception.Data[CodeKey] is int code ? code & 0xFF : 0;

    /// <summary>
    /// Whether a unique index has the row already. A trigger that refuses, or a key of the table, is another thing and keeps its own words.
    /// </summary>
    public static bool IsTaken(CairnStoreException exception) => exception.Data[CodeKey] is raw.SQLITE_CONSTRAINT_UNIQUE;

    private const string CodeKey = "sqlite";
    private const string LostKey = "lost";
}
