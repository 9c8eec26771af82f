using System.Globalization;

namespace Cairn.Sqlite;

/// <summary>Makes the tables of schema 1 in an empty file. Several processes may try at once: one does it, the others find it done.</summary>
internal static class SqliteCreation
{
    public static SqliteHeader Create(SqliteDatabase database)
    {
        database.Execute("PRAGMA page_size = 8192"); // Holds only before the first page.
        database.Execute("PRAGMA journal_mode = WAL");
        return database.InTransaction("BEGIN IMMEDIATE", () =>
        {
            if (SqliteHeader.Read(database).IsEmpty)
            {
                Fill(database);
            }

            return SqliteHeader.Read(database);
        });
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
