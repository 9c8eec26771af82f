using Npgsql;

namespace Cairn.Cli.Tests.Postgres;

/// <summary>What the policies keep from a login is not gone, and nobody is told so.</summary>
[Trait("Needs", "servers")]
public sealed class PartialSightTests : IAsyncLifetime
{
    private PostgresBench bench = null!; // Made before each test.

    public async ValueTask InitializeAsync() => bench = await PostgresBench.MigratedAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_reader_without_rows_is_not_told_that_the_log_was_deleted()
    {
        bench.Record(Bench.RoleChanged);
        var (reader, _) = await ReaderAsync();
        foreach (var command in (string[])["list", "verify", "checkpoint"])
        {
            var outcome = RunAs(reader, command).Fails(2, "that this login may read");
            Assert.DoesNotContain("deleted", outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_sees_a_part_verifies_and_mirrors_nothing()
    {
        bench.Record(Bench.RoleChanged);
        var (reader, name) = await ReaderAsync();
        await bench.Database.RunAsync(
            $"INSERT INTO cairn.access (role_name, level, tenant, actor_id) VALUES ('{name}', 'member', 'default', 'somebody-else')");
        RunAs(reader, "verify").Fails(2, "cairn_keeper");
        RunAs(reader, "mirror", bench.File("m")).Fails(2, "cairn_keeper");
        Assert.False(Directory.Exists(bench.File("m")));
    }

    [Fact]
    public async Task Who_may_not_record_is_told_what_to_grant_and_makes_no_key()
    {
        var (reader, _) = await ReaderAsync();
        RunAs(reader, "record").Fails(2, "does not let this login record", "cairn_writer");
        Assert.False(File.Exists(bench.KeyFile()));
    }

    [Fact]
    public async Task Who_may_not_migrate_is_told_who_may()
    {
        var (reader, _) = await ReaderAsync();
        RunAs(reader, "migrate").Fails(2, "does not let this login migrate", "CREATEROLE", "--one-role");
    }

    private async Task<(string Url, string Name)> ReaderAsync()
    {
        var login = new NpgsqlConnectionStringBuilder(await bench.Database.LoginAsync("reader"));
        // Every login of a test has a name.
        return ($"postgres://{login.Username}:{login.Password}@{login.Host}:{login.Port}/{login.Database}", login.Username!);
    }

    private Outcome RunAs(string url, params string[] args) =>
        Cli.Run(Stream.Null, io => io with { DataFolder = bench.File("host") }, [.. args, "--store", url]);
}
