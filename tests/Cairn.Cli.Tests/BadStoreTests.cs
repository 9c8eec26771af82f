using Cairn.Sqlite;

namespace Cairn.Cli.Tests;

/// <summary>Every store that cannot be used: one line that says why, and exit code 2.</summary>
public sealed class BadStoreTests : IDisposable
{
    private readonly Bench bench = new();

    public static TheoryData<string> Readers =>
        ["list", "show 0", "verify", "checkpoint", "vkey", "prove 0 -o x --entry y", "mirror m", "recover"];

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_missing_file_is_not_made(string command)
    {
        bench.Run(command.Split(' ')).Fails(2, $"There is no log at {bench.Path}");
        Assert.False(File.Exists(bench.Path));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_file_of_anything_else_is_named(string command)
    {
        File.WriteAllText(bench.Path, new string('x', 8_192));
        bench.Run(command.Split(' ')).Fails(2, bench.Path, "not a SQLite file");
    }

    [Fact]
    public void Recording_into_a_file_of_anything_else_leaves_it_alone()
    {
        File.WriteAllText(bench.Path, new string('x', 8_192));
        bench.RunWith(Bench.RoleChanged, "record").Fails(2, "not a SQLite file");
        Assert.Equal(new string('x', 8_192), File.ReadAllText(bench.Path));
        Assert.False(File.Exists(bench.KeyFile));
    }

    [Fact]
    public void Another_programs_database_is_named()
    {
        bench.Sql("CREATE TABLE notes (text)");
        bench.Run("list").Fails(2, "SQLite file of another program");
        bench.RunWith(Bench.RoleChanged, "record").Fails(2, "SQLite file of another program");
    }

    [Fact]
    public void A_newer_schema_is_named()
    {
        bench.With(Bench.RoleChanged);
        bench.Sql($"PRAGMA user_version = {SqliteSchema.Version + 1}");
        bench.Run("list").Fails(2, "use a newer cairn");
        bench.RunWith(Bench.RoleChanged, "record").Fails(2, "use a newer cairn");
    }

    [Fact]
    public void An_empty_file_holds_no_log_yet()
    {
        File.WriteAllText(bench.Path, "");
        bench.Run("list").Fails(2, "no log was recorded there yet");
        bench.With(Bench.RoleChanged);
    }

    [Fact]
    public void A_folder_is_named() => Cli.Run("list", "--store", $"sqlite:{bench.File("")}").Fails(2, "is a folder");

    // Read-only files and folders: the store's own tests (PermissionTests) go there as another user, which binds even
    // when the tests run as root.
    [Fact]
    public void A_place_where_nothing_can_be_made_is_named()
    {
        // Root may write into any folder; below a regular file nobody can make anything.
        File.WriteAllText(bench.File("file"), "");
        Cli.Run(System.Text.Encoding.UTF8.GetBytes(Bench.RoleChanged), "record", "--store", $"sqlite:{bench.File("file/a.db")}")
            .Fails(2, "cannot be created");
        Cli.Run(System.Text.Encoding.UTF8.GetBytes(Bench.RoleChanged), "record", "--store", $"sqlite:{bench.File("new/a.db")}").Succeeds();
    }

    [Fact]
    public void A_key_that_cannot_be_made_is_named()
    {
        File.WriteAllText(bench.File("file"), "");
        bench.RunWith(Bench.RoleChanged, "record", "--key", bench.File("file/a.key")).Fails(1, "cannot be written");
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        bench.With([.. Enumerable.Repeat(Bench.RoleChanged, 200)]);
        using (var file = File.OpenWrite(bench.Path))
        {
            file.Position = 8_192; // Behind the header's page.
            file.Write(new byte[file.Length - 8_192]);
        }

        bench.Run("list").Fails(2, bench.Path);
        bench.Run("verify").Fails(2, bench.Path);
    }

    [Theory]
    [InlineData("a.db", "write sqlite:a.db")]
    [InlineData("sqlite:", "write sqlite:PATH")]
    [InlineData("mysql://user:secret@host/db", "'mysql'")]
    [InlineData("Host=h;Username=u;Password=secret", "has no kind: write sqlite:PATH or postgres://")]
    [InlineData("Host=h;Username=u;Password=a:secret", "has no kind: write sqlite:PATH or postgres://")]
    [InlineData("user:secret@host/db", "'user'")]
    [InlineData("postgres:user:secret@host/db", "'postgres'")]
    [InlineData("postgres://user:sec@ret@host/db", "must be percent-encoded")]
    [InlineData("postgres://user:secret@host", "no database")]
    [InlineData("postgres://user:secret@host:0/db", "the port of 'host'")]
    [InlineData("postgres://user:secret@127.0.0.1:1/db", "postgres://127.0.0.1:1/db cannot be reached")]
    public void A_store_of_no_known_kind_is_named_without_its_password(string store, string words) =>
        Assert.DoesNotContain("secret", Cli.Run("list", "--store", store).Fails(2, words).Error, StringComparison.Ordinal);

    [Fact]
    public void No_store_at_all_is_said() =>
        Cli.Run("list").Fails(2, "--store sqlite:PATH or postgres://USER@HOST/DATABASE", "CAIRN_STORE");

    [Fact]
    public void The_environment_names_the_store_when_nothing_else_does()
    {
        bench.With(Bench.RoleChanged);
        CliIo Named(CliIo io, string store) => io with { Environment = name => name == "CAIRN_STORE" ? store : null };
        Cli.Run(Stream.Null, io => Named(io, bench.Store), "list").Succeeds();
        Cli.Run(Stream.Null, io => Named(io, "sqlite:none"), "list", "--store", bench.Store).Succeeds();
    }

    public void Dispose() => bench.Dispose();

    // As root every file can be written, so nothing would be refused; elsewhere these run.
}
