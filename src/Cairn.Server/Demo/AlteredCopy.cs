using System.Globalization;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Sqlite;
using Cairn.Verification;
using SQLitePCL;

namespace Cairn.Server.Demo;

/// <summary>A copy of the log in which somebody with a database shell rewrites one entry, and covers the tracks.</summary>
internal sealed class AlteredCopy(DemoFolder folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Copies the log as it stands, whoever writes to it meanwhile.</summary>
    public void Make()
    {
        foreach (var old in Directory.GetFiles(folder.Path, Path.GetFileName(folder.Altered) + "*"))
        {
            File.Delete(old);
        }

        NewFile.Touch(folder.Altered); // It holds all that the log holds: only its owner reads it.
        using var original = Open(folder.Log);
        using var copy = original.Prepare("VACUUM INTO ?1");
        copy.Bind(1, folder.Altered).Run();
    }

    /// <summary>Makes a failure a success, in the column and in the leaf, and puts the guard back where it was.</summary>
    /// <returns>The SQL that was run.</returns>
    public IReadOnlyList<string> Alter(LogIdentity log, EntryView entry)
    {
        using var copy = Open(folder.Altered);
        var guard = copy.Text("SELECT sql FROM sqlite_master WHERE name = 'entries_refuses_UPDATE'");
        string[] sql = ["DROP TRIGGER entries_refuses_UPDATE", Update(log, entry), guard];
        foreach (var statement in sql)
        {
            copy.Execute(statement);
        }

        return sql;
    }

    private static string Update(LogIdentity log, EntryView entry)
    {
        var was = ResultNames.Name(entry.Leaf.Result);
        return string.Create(CultureInfo.InvariantCulture, $"""
            UPDATE entries SET outcome = 'success',
              leaf = CAST(replace(leaf, '"result":"{was}"', '"result":"success"') AS BLOB) WHERE log = {log.Key} AND idx = {entry.Index}
            """);
    }

    private static SqliteDatabase Open(string path) => SqliteDatabase.Open(path, path, raw.SQLITE_OPEN_READWRITE, Patience);
}
