namespace Cairn.Sqlite;

/// <summary>What a SQLite file says it is.</summary>
internal readonly record struct SqliteHeader(long ApplicationId, long Version, long Objects)
{
    /// <summary>
    /// The name of the setting in which a later version says which versions may go on with its file: from this schema on.
    /// </summary>
    public const string Serves = "serves_schema";

    /// <summary>
    /// Whether a later version made or changed it in a way that this one can go on with: it records and reads, and cannot
    /// judge what it does not know.
    /// </summary>
    public bool IsNewer => Version > SqliteSchema.Version && ServesFrom <= SqliteSchema.Version;

    private long ServesFrom { get; init; }

    /// <summary>Whether it is a file with nothing in it yet.</summary>
    public bool IsEmpty => this == default;

    public static SqliteHeader Read(SqliteDatabase database)
    {
        var header = new SqliteHeader(
            database.Integer("PRAGMA application_id"),
            database.Integer("PRAGMA user_version"),
            database.Integer("SELECT count(*) FROM sqlite_master"));
        return header.ApplicationId == SqliteSchema.ApplicationId && header.Version > SqliteSchema.Version
            ? header with
            {
                ServesFrom = database.Integer($"SELECT coalesce((SELECT value FROM settings WHERE name = '{Serves}'), {long.MaxValue})")
            }
            : header;
    }

    /// <exception cref="CairnStoreException">It is not a log that this version reads.</exception>
    public void Check(string path)
    {
        if (IsEmpty)
        {
            throw new CairnStoreException($"{path} is empty: no log was recorded there yet.");
        }

        if (ApplicationId != SqliteSchema.ApplicationId)
        {
            throw new CairnStoreException($"{path} is the SQLite file of another program, not a Cairn log: name another file.");
        }

        if (Version > SqliteSchema.Version && !IsNewer)
        {
            throw new CairnStoreException($"{path} has schema {Version} and this cairn knows {SqliteSchema.Version}: use a newer cairn.");
        }

        if (Version < SqliteSchema.Version)
        {
            throw new CairnStoreException(Version > 0
                ? $"{path} has schema {Version}, of an older cairn, and this one needs {SqliteSchema.Version}: "
                    + "keep the file, read it with the cairn that wrote it, and record into a new file."
                : $"{path} has schema {Version}, which no cairn wrote: restore a backup.");
        }
    }
}
