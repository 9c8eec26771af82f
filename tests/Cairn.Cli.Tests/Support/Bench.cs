using System.Text;
using System.Text.Json;
using Cairn.Contracts;
using Cairn.Sqlite;

namespace Cairn.Cli.Tests;

/// <summary>A folder with a store in it, and <c>cairn</c> run in this process.</summary>
public sealed class Bench : IDisposable
{
    /// <summary>The event of the issue's own example.</summary>
    public const string RoleChanged =
        """{"action":"user.role_changed","actor":{"type":"user","id":"u1","name":"Example Owner","email":"owner@example.com","role":"owner"},"targets":[{"type":"user","id":"u2"}],"changes":[{"path":"/role","before":"user","after":"operator"}]}""";

    private readonly TempFolder? own;
    private readonly string folder;

    public Bench() : this(null)
    {
    }

    /// <param name="folder">A folder that is somebody else's; its own when <see langword="null"/>.</param>
    public Bench(string? folder)
    {
        own = folder is null ? new() : null;
        this.folder = folder ?? own!.Path; // One of the two.
    }

    public string Path => File("a.db");

    public string KeyFile => $"{Path}.key";

    public string Store => $"sqlite:{Path}";

    public string File(string name) => System.IO.Path.Combine(folder, name);

    /// <summary>Runs a command on the store.</summary>
    public Outcome Run(params string[] args) => RunWith("", args);

    /// <summary>Runs a command on the store with this input.</summary>
    public Outcome RunWith(string input, params string[] args) => Cli.Run(Encoding.UTF8.GetBytes(input), [.. args, "--store", Store]);

    /// <summary>Records these lines; they must all be accepted.</summary>
    public Bench With(params string[] events)
    {
        var outcome = RunWith(string.Join('\n', events), "record");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return this;
    }

    /// <summary>Runs plain SQL on the file, as somebody without Cairn would.</summary>
    public void Sql(params string[] statements)
    {
        using var database = SqliteDatabase.Open(
            Path, Path, SQLitePCL.raw.SQLITE_OPEN_READWRITE | SQLitePCL.raw.SQLITE_OPEN_CREATE, TimeSpan.FromSeconds(5));
        foreach (var statement in statements)
        {
            database.Execute(statement);
        }
    }

    /// <summary>Changes one byte of entry 0's leaf, its trigger dropped first.</summary>
    public void ChangeLeaf() => Sql(
        "DROP TRIGGER entries_refuses_UPDATE",
        "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"u1\"', '\"u3\"') AS BLOB) WHERE idx = 0");

    /// <summary>Sets the database file, and nothing beside it, aside; the returned action puts it back.</summary>
    public Action SetAside()
    {
        var copy = File("older.db");
        System.IO.File.Copy(Path, copy, overwrite: true);
        return () => System.IO.File.Copy(copy, Path, overwrite: true);
    }

    public string Vkey() => Run("vkey").Lines[^1];

    public JsonElement Json(params string[] args) => JsonDocument.Parse(Run(args).Output).RootElement;

    public void Dispose() => own?.Dispose();
}
