using System.Diagnostics;
using System.Globalization;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>Makes the tables in an empty file. Several processes may try at once: one does it, the others find it done.</summary>
internal static class SqliteCreation
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <param name="database">The connection.</param>
    /// <param name="patience">How long to wait for a process that makes them at the same time.</param>
    public static SqliteHeader Create(SqliteDatabase database, TimeSpan patience)
    {
        database.Execute("PRAGMA page_size = 8192"); // Holds only before the first page.
        UseWriteAheadLog(database, patience);
        return database.InTransaction("BEGIN IMMEDIATE", () =>
        {
            if (SqliteHeader.Read(database).IsEmpty)
            {
                Fill(database);
            }

            return SqliteHeader.Read(database);
        });
    }

    // Of two that switch a new file at once, one is told at once that it is locked: SQLite's own waiting does not cover this statement.
    private static void UseWriteAheadLog(SqliteDatabase database, TimeSpan patience)
    {
        for (var start = Stopwatch.GetTimestamp(); ; Thread.Sleep(Pause))
        {
            try
            {
                database.Execute("PRAGMA journal_mode = WAL");
                return;
            }
            catch (CairnStoreException e)
                when (SqliteErrors.CodeOf(e) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED && Stopwatch.GetElapsedTime(start) < patience)
            {
                // The other one has it done in a moment.
            }
        }
    }

    private static void Fill(SqliteDatabase database)
    {
        foreach (var item in SqliteSchema.Objects)
        {
            database.Execute(item.Sql);
        }

        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {SqliteSchema.ApplicationId}"));
        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SqliteSchema.Version}"));
    }
}
