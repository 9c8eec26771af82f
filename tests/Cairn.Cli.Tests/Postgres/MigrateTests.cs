namespace Cairn.Cli.Tests.Postgres;

[Trait("Needs", "servers")]
public sealed class MigrateTests : IAsyncLifetime
{
    private PostgresBench bench = null!; // Made before each test.

    public async ValueTask InitializeAsync() => bench = await PostgresBench.EmptyAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public void An_empty_database_is_told_from_one_that_is_migrated()
    {
        bench.Run("list").Fails(2, "Run cairn migrate");
        bench.Record(Bench.RoleChanged).Fails(2, "cairn migrate");
        Assert.False(File.Exists(bench.KeyFile()));

        Assert.Equal($"{bench.Name} went from no schema to version {Cairn.Postgres.Migration.Newest}.\n", Migrate().Succeeds().Output);
        Assert.Equal(
            $"{bench.Name} has schema version {Cairn.Postgres.Migration.Newest}: there is nothing to do.\n", Migrate().Succeeds().Output);
        Assert.Equal(0, bench.Record(Bench.RoleChanged).Code);
        bench.Run("verify").Succeeds();
    }

    [Fact]
    public async Task The_script_does_the_same()
    {
        var script = Cli.Run("migrate", "--script", "--role-prefix", bench.Database.Prefix).Succeeds().Output;
        Assert.Contains($"\"{bench.Database.Prefix}owner\"", script, StringComparison.Ordinal);
        await bench.Database.RunAsync(script);
        Assert.Contains("nothing to do", Migrate().Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        Migrate().Succeeds();
        await bench.Database.RunAsync("INSERT INTO cairn.migrations (version, checksum, serves) VALUES (999, 'x', 999)");
        Migrate().Fails(2, "999", "update Cairn");
        bench.Run("list").Fails(2, "999", "update Cairn");
    }

    [Fact]
    public void What_cannot_be_migrated_is_said()
    {
        Cli.Run("migrate", "--store", "sqlite:a.db").Fails(2, "postgres://");
        Cli.Run("migrate").Fails(2, "No store is named");
        Cli.Run("migrate", "--script", "--role-prefix", "No;").Fails(2, "--role-prefix 'No;'");
    }

    private Outcome Migrate() => bench.Run("migrate", "--role-prefix", bench.Database.Prefix);
}
