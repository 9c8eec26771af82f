namespace Cairn.Cli.Tests.Postgres;

/// <summary>Every command on PostgreSQL, as on SQLite.</summary>
[Trait("Needs", "servers")]
public sealed class CommandTests : IAsyncLifetime
{
    private PostgresBench bench = null!; // Made before each test.

    public async ValueTask InitializeAsync() => bench = await PostgresBench.MigratedAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public void What_is_recorded_is_listed_shown_verified_and_signed()
    {
        Assert.Equal(2, bench.Record(Bench.RoleChanged, Bench.RoleChanged).Lines.Length);
        Assert.EndsWith(
            "Example Owner changed u2's role from user to operator", bench.Run("list").Succeeds().Lines[0], StringComparison.Ordinal);
        Assert.Contains("owner@example.com", bench.Run("show", "0").Succeeds().Output, StringComparison.Ordinal);
        Assert.StartsWith("intact: 2 entries ", bench.Run("verify").Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal("2", bench.Run("checkpoint", "--save", bench.File("saved")).Succeeds().Lines[1]);
        bench.Record(Bench.RoleChanged).Succeeds();
        bench.Run("verify", "--since", bench.File("saved")).Succeeds();
    }

    [Fact]
    public void The_key_is_made_in_a_folder_of_its_owner_and_it_is_said_where()
    {
        var outcome = bench.Record(Bench.RoleChanged);
        Assert.Equal(0, outcome.Code);
        var line = Assert.Single(outcome.ErrorLines);
        Assert.Contains($"made the signing key {bench.KeyFile()}", line, StringComparison.Ordinal);
        Assert.Contains($"{bench.KeyFile()}.signed away from the database's machine", line, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.KeyFile()));
            // A file lies in a folder.
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.GetDirectoryName(bench.KeyFile())!));
        }

        bench.Record(Bench.RoleChanged).Succeeds();
    }

    [Fact]
    public void A_host_without_the_key_records_and_one_that_has_it_signs()
    {
        bench.Record(Bench.RoleChanged);
        var other = bench.RunOn("other", $"{Bench.RoleChanged}\n{Bench.RoleChanged}", "record");
        Assert.Equal((0, 2), (other.Code, other.Lines.Length));
        Assert.Contains($"no signing key at {bench.KeyFile("other")}", Assert.Single(other.ErrorLines), StringComparison.Ordinal);
        Assert.False(Path.Exists(bench.KeyFile("other")));

        var unsigned = bench.RunOn("other", "", "checkpoint");
        Assert.Equal((0, "1"), (unsigned.Code, unsigned.Lines[1]));
        Assert.Contains("2 entries are not signed yet", Assert.Single(unsigned.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("3", bench.Run("checkpoint").Succeeds().Lines[1]);
    }

    [Fact]
    public void A_key_that_was_named_and_is_missing_is_not_made_over_a_signed_log()
    {
        bench.Record(Bench.RoleChanged);
        bench.RunOn("host", Bench.RoleChanged, "record", "--key", bench.File("mistyped.key"))
            .Fails(1, "mistyped.key is missing", "copy both from a host that signs");
        Assert.False(File.Exists(bench.File("mistyped.key")));
    }

    [Fact]
    public void Proof_and_mirror_are_checked_with_the_key_alone()
    {
        bench.Record(Bench.RoleChanged, Bench.RoleChanged);
        var vkey = bench.Run("vkey").Succeeds().Lines[^1];
        bench.Run("prove", "1", "-o", bench.File("p"), "--entry", bench.File("e"), "--disclose", "all").Succeeds();
        Cli.Run("check", bench.File("p"), "--entry", bench.File("e"), "--vkey", vkey).Succeeds();
        bench.Run("mirror", bench.File("m")).Succeeds();
        Cli.Run("verify", "--mirror", bench.File("m"), "--vkey", vkey).Succeeds();
    }

    [Fact]
    public async Task An_altered_row_is_found_and_the_entry_named()
    {
        bench.Record(Bench.RoleChanged, Bench.RoleChanged);
        await bench.Database.UnguardedAsync(
            "UPDATE cairn.entries SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '\"u1\"', '\"u3\"'), 'UTF8') WHERE idx = 1",
            "entries");

        var outcome = bench.Run("verify");
        Assert.Equal((1, ""), (outcome.Code, outcome.Error));
        Assert.Contains(
            outcome.Lines, l => l.StartsWith("leaf: ", StringComparison.Ordinal) && l.Contains("entry 1, ", StringComparison.Ordinal));
        Assert.Equal(1, bench.Run("show", "1").Code);
        Assert.Equal(1, bench.Run("list").Code);
        bench.Run("mirror", bench.File("m")).Fails(1, "Entry 1 was altered");
    }

    [Fact]
    public async Task A_restored_database_is_refused_and_recovered_in_the_open()
    {
        bench.Record(Bench.RoleChanged);
        var old = bench.Json("show", "0", "--json").GetProperty("log").GetString()!; // An entry has a log.
        var putBack = await bench.SetAsideAsync();
        bench.Record(Bench.RoleChanged);
        await putBack();

        bench.Record(Bench.RoleChanged).Fails(1, "restored from an older copy", "cairn recover");
        Assert.Contains(old, bench.Run("recover").Succeeds().Output, StringComparison.Ordinal);
        bench.Record(Bench.RoleChanged).Succeeds();
        bench.Run("verify").Succeeds();
        Assert.Equal("cairn.log_continued", bench.Json("show", "0", "--json").GetProperty("leaf").GetProperty("action").GetString());
        Assert.Equal(1, bench.Run("verify", "--log", old).Code);
    }

    [Fact]
    public void Recovering_on_a_host_without_the_key_breaks_nothing_unless_it_is_said_to_be_lost()
    {
        bench.Record(Bench.RoleChanged);
        bench.RunOn("other", "", "recover").Fails(2, $"There is no key at {bench.KeyFile("other")}", "--key-lost");
        bench.Record(Bench.RoleChanged).Succeeds();

        bench.RunOn("other", "", "recover", "--key-lost").Succeeds();
        bench.RunOn("other", Bench.RoleChanged, "record").Succeeds();
        bench.RunOn("other", "", "verify").Succeeds();
        bench.Record(Bench.RoleChanged).Fails(1, "generation 2", "cairn recover began it");
    }

    [Fact]
    public async Task A_log_that_its_key_signed_and_that_is_gone_was_deleted()
    {
        bench.Record(Bench.RoleChanged);
        await bench.Database.UnguardedAsync("DELETE FROM cairn.logs", "logs");

        bench.Run("verify").Fails(1, "was deleted");
        bench.Record(Bench.RoleChanged).Fails(1, "which its key has signed");
    }

    [Fact]
    public void Tenants_have_a_log_each()
    {
        bench.Record(Bench.RoleChanged);
        bench.RunOn("host", Bench.RoleChanged, "record", "--tenant", "acme").Succeeds();
        Assert.Single(bench.Run("list", "--tenant", "acme").Succeeds().Lines);
        bench.Run("verify", "--tenant", "acme").Succeeds();
    }
}
