using SQLitePCL;

namespace Cairn.Sqlite.Tests;

/// <summary>Somebody with plain SQL and the file.</summary>
internal sealed class Intruder(string path) : IDisposable
{
    private readonly SqliteDatabase database = SqliteDatabase.Open(
        path, path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, TimeSpan.FromSeconds(5));

    public void Run(string sql) => database.Execute(sql);

    public long Integer(string sql) => database.Integer(sql);

    public string Text(string sql) => database.Text(sql);

    /// <summary>Drops a trigger, does the deed and puts the trigger back.</summary>
    public void Unguarded(string trigger, Action deed)
    {
        var sql = Text($"SELECT sql FROM sqlite_master WHERE name = '{trigger}'");
        Run($"DROP TRIGGER {trigger}");
        deed();
        Run(sql);
    }

    /// <summary>Drops every trigger, does the deed and puts all of them back.</summary>
    public void Unguarded(Action deed)
    {
        foreach (var trigger in SqliteSchema.Triggers)
        {
            Run($"DROP TRIGGER {trigger.Name}");
        }

        deed();
        foreach (var trigger in SqliteSchema.Triggers)
        {
            Run(trigger.Sql);
        }
    }

    public void Dispose() => database.Dispose();
}
