using System.IO.Compression;
using System.Text.Json;

namespace Cairn.Cli.Tests;

/// <summary>Queries, statistics, exports and tails from the command line.</summary>
public sealed class AskTests : IDisposable
{
    private readonly Bench bench = new();

    public AskTests() => bench.With(
        """{"action":"auth.login","occurred_at":"2026-01-02T03:04:05Z","actor":{"type":"user","id":"u1"},"outcome":{"result":"failure"}}""",
        """{"action":"auth.login","occurred_at":"2026-01-02T23:30:00Z","actor":{"type":"user","id":"u2"}}""",
        """{"action":"audit_log.viewed","occurred_at":"2026-01-02T23:40:00Z","actor":{"type":"user","id":"u2"}}""",
        """{"action":"door.opened","occurred_at":"2026-01-03T01:00:00Z","actor":{"type":"system"},"reason":"=cmd|a"}""");

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("actor:u1 outcome:failure", 0)]
    [InlineData("actor:u1 OR actor:system", 3, 0)]
    [InlineData("", 3, 1, 0)]
    [InlineData("readings:yes", 3, 2, 1, 0)]
    [InlineData("NOT action:auth.*", 3)]
    [InlineData("since:2026-01-02 until:2026-01-02", 1, 0)]
    public void Entries_are_listed_by_a_query(string query, params int[] expected)
    {
        Assert.Equal(expected, Indexes(bench.Run("list", query, "--time-zone", "UTC")));
        Assert.Equal(expected.Reverse(), Indexes(bench.Run("list", query, "--time-zone", "UTC", "--oldest-first", "--limit", "9")));
        Assert.Equal(expected, Indexes(bench.Run(["list", "--time-zone", "UTC", .. query.Split(' ')])));
    }

    [Fact]
    public void A_date_is_meant_where_it_is_asked()
    {
        Assert.Equal([3, 1], Indexes(bench.Run("list", "since:2026-01-03 until:2026-01-03", "--time-zone", "Europe/Berlin")));
        Assert.Equal([3], Indexes(bench.Run("list", "since:2026-01-03 until:2026-01-03", "--time-zone", "UTC")));
        Assert.Equal([3], Indexes(bench.Run("list", "--time-zone", "UTC", "-action:auth.*")));
        bench.Run("list", "--time-zone", "Nowhere/City").Fails(2, "--time-zone", "Europe/Berlin");
    }

    [Theory]
    [InlineData("list")]
    [InlineData("stats")]
    [InlineData("export")]
    [InlineData("tail")]
    public void A_query_that_is_none_is_refused_with_its_column(string command) =>
        bench.Run(command, "actor:u1 colour:red").Fails(2, "Column 10", "'colour' is no field", "actor, target");

    [Fact]
    public void Entries_are_counted_by_one_or_two_dimensions()
    {
        Assert.Equal(["2  auth.login", "1  door.opened", "3 entries in all."], bench.Run("stats").Succeeds().Lines);
        Assert.Equal(
            ["2  2026-01-03  (none)", "1  2026-01-02  (none)"],
            bench.Run("stats", "--by", "day,target", "--time-zone", "Europe/Berlin").Succeeds().Lines[..2].OrderDescending());
        var json = bench.Json("stats", "actor:u1", "--by", "month", "--json", "--time-zone", "UTC");
        Assert.Equal(1, json.GetProperty("count").GetInt32());
        Assert.Equal("2026-01", json.GetProperty("groups")[0].GetProperty("first").GetProperty("value").GetString());
        bench.Run("stats", "--by", "colour").Fails(2, "--by", "category");
        bench.Run("stats", "--by", "day,day").Fails(2, "--by");
        bench.Run("stats", "--limit", "0").Fails(2, "--limit");
    }

    [Fact]
    public void An_export_to_standard_output_ends_with_its_count()
    {
        var lines = bench.Run("export", "action:auth.*").Succeeds().Lines;
        Assert.Equal(3, lines.Length);
        using var end = JsonDocument.Parse(lines[^1]);
        Assert.Equal(2, end.RootElement.GetProperty("end").GetProperty("entries").GetInt32());
        var csv = bench.Run("export", "--format", "csv").Succeeds().Output;
        Assert.Contains(",'=cmd|a,", csv, StringComparison.Ordinal);
        Assert.Contains(",=cmd|a,", bench.Run("export", "--format", "csv", "--raw-cells").Succeeds().Output, StringComparison.Ordinal);
        bench.Run("export", "--gzip").Fails(2, "--out");
    }

    [Fact]
    public void An_export_to_a_file_never_overwrites_and_is_whole()
    {
        var file = bench.File("e.ndjson.gz");
        Assert.Equal(0, bench.Run("export", "--out", file, "--gzip").Code);
        using (var text = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress)))
        {
            Assert.Equal(4, text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }

        Assert.False(File.Exists(file + ".progress"));
        bench.Run("export", "--out", file).Fails(2, "exists already");
        bench.Run("export", "--out", file, "--gzip", "--resume").Fails(2, ".progress");
        bench.Run("export", "--out", bench.File("none"), "--resume").Fails(2, "not there");
        File.WriteAllText(bench.File("half"), "half of a li");
        File.WriteAllText(bench.File("half.progress"), "0 -\n");
        bench.Run("export", "--out", bench.File("half")).Fails(2, "--resume");
        Assert.Equal(0, bench.Run("export", "--out", bench.File("half"), "--resume").Code);
        Assert.Equal(bench.Run("export").Output, File.ReadAllText(bench.File("half")));
    }

    [Fact]
    public void A_position_of_another_query_is_refused() => bench.Run("tail", "--after", "AAAA").Fails(2, "--after");

    private static IEnumerable<int> Indexes(Outcome outcome) => outcome.Succeeds().Lines.Select(
        l => int.Parse(l[..l.IndexOf(' ', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture));
}
