using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Settings of the whole file. They are its owner's: nothing in Cairn writes them.</summary>
internal static class SettingRows
{
    /// <summary>How long entries stay at least. A value that is no number keeps everything.</summary>
    public static Floors Floors(SqliteDatabase database, DateTimeOffset now)
    {
        var settings = new Dictionary<string, long>(StringComparer.Ordinal);
        using var rows = database.Prepare("SELECT name, value FROM settings");
        while (rows.Read())
        {
            settings[rows.Text(0) ?? ""] = rows.IsInteger(1) ? rows.Integer(1) : long.MaxValue;
        }

        return new(settings, now);
    }
}
