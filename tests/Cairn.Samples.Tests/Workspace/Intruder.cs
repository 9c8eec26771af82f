using Microsoft.Data.Sqlite;

namespace Cairn.Samples.Tests.Workspace;

/// <summary>Somebody with a shell on the database.</summary>
internal static class Intruder
{
    /// <summary>Nobody else can write until the connection is closed.</summary>
    public static SqliteConnection Lock(string path)
    {
        var connection = Open(path);
        Run(connection, "BEGIN IMMEDIATE");
        return connection;
    }

    /// <summary>Copies a log, and makes it say that somebody else did it.</summary>
    public static void CopyAndAlter(string path, string copy)
    {
        using (var original = Open(path))
        {
            Run(original, $"VACUUM INTO '{copy}'");
        }

        using var altered = Open(copy);
        Run(altered, "DROP TRIGGER entries_refuses_UPDATE");
        Run(altered, "UPDATE entries SET leaf = CAST(replace(leaf, '\"u-7\"', '\"u-8\"') AS BLOB)");
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
