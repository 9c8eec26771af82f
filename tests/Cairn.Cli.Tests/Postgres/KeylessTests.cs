using Npgsql;

namespace Cairn.Cli.Tests.Postgres;

/// <summary>What each role can do on a host without the signing key.</summary>
[Trait("Needs", "servers")]
public sealed class KeylessTests : IAsyncLifetime
{
    private PostgresBench bench = null!; // Made before each test.
    private string vkey = ""; // As a host that signs prints it.

    public async ValueTask InitializeAsync()
    {
        bench = await PostgresBench.MigratedAsync();
        bench.Record(Bench.RoleChanged, Bench.RoleChanged, Bench.RoleChanged);
        vkey = bench.Run("vkey").Succeeds().Lines[^1];
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_keeper_without_the_key_reads_proves_and_mirrors()
    {
        var keeper = await LoginAsync("keeper");
        ReadsAll(keeper);
        var outcome = RunAs(keeper, "verify");
        Assert.Equal((2, ""), (outcome.Code, outcome.Error));
        Assert.StartsWith(
            "not pinned: nothing was found altered, but the only key was the one in the store", outcome.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("intact: 3 entries ", RunAs(keeper, "verify", "--vkey", vkey).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_of_one_tenant_reads_proves_and_mirrors_it_and_leaves_verifying_to_a_keeper()
    {
        var reader = await ReaderAsync("'admin', 'default', NULL");
        ReadsAll(reader);
        RunAs(reader, "list").Succeeds();
        RunAs(reader, "verify").Fails(2, "cairn_keeper");
    }

    [Fact]
    public async Task A_reader_of_one_actor_is_not_told_that_others_entries_are_missing_and_mirrors_nothing()
    {
        bench.Record(Bench.RoleChanged.Replace("\"u1\"", "\"u9\"", StringComparison.Ordinal));
        var reader = await ReaderAsync("'member', 'default', 'u9'");
        Assert.Single(RunAs(reader, "list").Succeeds().Lines);
        Assert.Equal(vkey, RunAs(reader, "vkey").Succeeds().Lines[^1]);
        RunAs(reader, "checkpoint").Succeeds();
        RunAs(reader, "mirror", bench.File("m")).Fails(2, "one actor's entries", "level admin");
        Assert.False(Directory.Exists(bench.File("m")));
    }

    [Fact]
    public async Task What_a_host_without_the_key_left_unsigned_is_counted()
    {
        bench.RunOn("other", Bench.RoleChanged, "record");
        var outcome = RunAs(await LoginAsync("keeper"), "checkpoint");
        Assert.Equal((0, "3"), (outcome.Code, outcome.Lines[1]));
        Assert.Contains("1 entry is not signed yet", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_listed_for_who_sees_the_whole_log()
    {
        await bench.Database.UnguardedAsync(
            "DELETE FROM cairn.entries WHERE idx = 1; DELETE FROM cairn.disclosures WHERE idx = 0 AND subject = 'user:u1'",
            "entries",
            "disclosures");
        foreach (var login in (string[])[await LoginAsync("keeper"), await ReaderAsync("'admin', 'default', NULL")])
        {
            var outcome = RunAs(login, "list");
            Assert.Equal((1, "1  entry 1 is missing"), (outcome.Code, outcome.Lines[1]));
            Assert.Contains("A missing user changed", outcome.Lines[2], StringComparison.Ordinal);
            Assert.Contains("missing  digest ", RunAs(login, "show", "0").Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_guard_is_told_apart_from_altered_data()
    {
        await bench.Database.RunAsync("ALTER TABLE cairn.manifests DISABLE TRIGGER ALL");
        var outcome = bench.Run("verify");
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith("intact, but not guarded (", outcome.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_without_the_key_reads_of_recovering()
    {
        await bench.Database.UnguardedAsync("DELETE FROM cairn.checkpoints; DELETE FROM cairn.vkeys", "checkpoints", "vkeys");
        foreach (var login in (string[])[await LoginAsync(
            "keeper"), await ReaderAsync("'admin', 'default', NULL"), await LoginAsync("writer", "keeper")])
        {
            foreach (var command in (string[])["vkey", "checkpoint", "verify", "mirror m", "prove 0 -o p --entry e", "list", "show 0"])
            {
                var outcome = RunAs(login, command.Split(' '));
                Assert.DoesNotContain("recover", outcome.Output + outcome.Error, StringComparison.Ordinal);
            }
        }

        Assert.DoesNotContain(
            "recover",
            bench.RunOn("third", Bench.RoleChanged, "record", "--key", bench.File("mistyped.key")).Error,
            StringComparison.Ordinal);
    }

    private void ReadsAll(string login)
    {
        var (proof, entry, mirror) = (bench.File("p"), bench.File("e"), bench.File("m"));
        Assert.Equal(vkey, RunAs(login, "vkey").Succeeds().Lines[^1]);
        Assert.Equal(bench.Run("checkpoint").Output, RunAs(login, "checkpoint").Succeeds().Output);
        RunAs(login, "mirror", mirror).Succeeds();
        Cli.Run("verify", "--mirror", mirror, "--vkey", vkey).Succeeds();
        RunAs(login, "prove", "1", "-o", proof, "--entry", entry).Succeeds();
        Cli.Run("check", proof, "--entry", entry, "--vkey", vkey).Succeeds();
    }

    private async Task<string> LoginAsync(params string[] roles) => Url(new(await bench.Database.LoginAsync(roles)));

    private async Task<string> ReaderAsync(string access)
    {
        var login = new NpgsqlConnectionStringBuilder(await bench.Database.LoginAsync("reader"));
        await bench.Database.RunAsync(
            $"INSERT INTO cairn.access (role_name, level, tenant, actor_id) VALUES ('{login.Username}', {access})");
        return Url(login);
    }

    private static string Url(NpgsqlConnectionStringBuilder login) =>
        $"postgres://{login.Username}:{login.Password}@{login.Host}:{login.Port}/{login.Database}";

    private Outcome RunAs(string url, params string[] args) =>
        Cli.Run(Stream.Null, io => io with { DataFolder = bench.File("auditor") }, [.. args, "--store", url]);
}
