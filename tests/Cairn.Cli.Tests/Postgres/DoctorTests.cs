using System.Text.Json;
using Cairn.Contracts;
using Npgsql;

namespace Cairn.Cli.Tests.Postgres;

/// <summary>A server with its own settings: nothing of it is fast for tests.</summary>
[Trait("Needs", "servers")]
public sealed class DoctorTests : IDisposable
{
    private readonly PostgresCluster cluster = PostgresCluster.Start("max_connections = 20");

    private string Store => $"postgres://postgres:{cluster.Password}@127.0.0.1:{cluster.Port}/postgres";

    public void Dispose() => cluster.Dispose();

    [Fact]
    [Trait("Requirement", "CLUBS-6")]
    public async Task A_migrated_database_is_sound_and_one_that_lost_a_trigger_or_a_policy_is_not()
    {
        var before = Cli.Run("doctor", "--store", Store);
        Assert.Equal(1, before.Code);
        Assert.Contains(
            before.Lines,
            l => l.StartsWith("finding: schema: ", StringComparison.Ordinal) && l.Contains("not yet immutable", StringComparison.Ordinal));

        Cli.Run("migrate", "--store", Store).Succeeds();
        var sound = Cli.Run("doctor", "--store", Store).Succeeds();
        Assert.DoesNotContain(sound.Lines, l => l.StartsWith("finding", StringComparison.Ordinal));
        Assert.Equal($"sound: postgres://127.0.0.1:{cluster.Port}/postgres", sound.Lines[^1]);
        Assert.DoesNotContain(cluster.Password, sound.Output, StringComparison.Ordinal);

        await RunAsync("DROP TRIGGER refuse_delete ON cairn.tiles");
        Assert.Contains("finding: trigger tiles.refuse_delete: is missing", Refused(), StringComparison.Ordinal);
        await RunAsync("ALTER POLICY reader_reads ON cairn.tiles USING (true)");
        Assert.Contains("finding: policy tiles.reader_reads: is not as Cairn makes it", Refused(), StringComparison.Ordinal);

        var json = JsonDocument.Parse(Cli.Run("doctor", "--json", "--store", Store).Output).RootElement;
        Assert.Equal("not_sound", json.GetProperty("verdict").GetString());
        Assert.Contains(
            json.GetProperty("checks").EnumerateArray(),
            c => c.GetProperty("what").GetString() == "trigger tiles.refuse_delete" && c.GetProperty("result").GetString() == "finding");
    }

    [Fact]
    public void A_server_that_is_not_there_could_not_be_checked() =>
        Cli.Run("doctor", "--store", "postgres://nobody@127.0.0.1:1/postgres").Fails(2, "cannot be reached");

    private string Refused()
    {
        var outcome = Cli.Run("doctor", "--store", Store);
        Assert.Equal((1, ""), (outcome.Code, outcome.Error));
        Assert.StartsWith("not sound: ", outcome.Lines[^1], StringComparison.Ordinal);
        return outcome.Output;
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{cluster.ConnectionString};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
