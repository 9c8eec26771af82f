namespace Cairn.Sqlite;

/// <summary>Settings of the whole file. They are its owner's: nothing in Cairn writes them but what makes the file.</summary>
internal static class SettingRows
{
    // Beyond that no time is left; it keeps everything all the same.
    private const long Longest = 300_000;

    /// <summary>How old an entry must be before it may expire.</summary>
    public static TimeSpan Floor(SqliteDatabase database)
    {
        using var row = database.Prepare("SELECT value FROM settings WHERE name = ?").Bind(1, SqliteSchema.Floor);
        return TimeSpan.FromDays(row.Read() ? row.IsInteger(0) ? Math.Clamp(row.Integer(0), 0, Longest) : Longest : 0);
    }
}
