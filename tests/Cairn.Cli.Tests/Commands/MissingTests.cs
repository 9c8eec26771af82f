using System.Text.Json;

namespace Cairn.Cli.Tests;

/// <summary>What is not there any more: expired and erased as the log says, or missing.</summary>
public sealed class MissingTests : IDisposable
{
    private readonly Bench bench = new Bench().With([.. Enumerable.Repeat(Bench.RoleChanged, 6)]);

    [Fact]
    public void Missing_entries_are_listed_where_they_should_be()
    {
        Delete("entries", "idx IN (0, 2, 3, 5)");
        var outcome = bench.Run("list");
        Assert.Equal(1, outcome.Code);
        Assert.Equal(
            ["5  entry 5 is missing", "4", "3  entries 2 to 3 are missing", "1", "0  entry 0 is missing"],
            outcome.Lines.Select(l => l.Contains("missing", StringComparison.Ordinal) ? l : l[..1]));
        Assert.Equal(
            [
                "cairn: Entry 5 is missing. Run: cairn verify",
                "cairn: Entries 2 to 3 are missing. Run: cairn verify",
                "cairn: Entry 0 is missing. Run: cairn verify"
            ], outcome.ErrorLines);
    }

    [Fact]
    public void Missing_entries_have_their_place_in_json()
    {
        Delete("entries", "idx IN (2, 3)");
        var listed = bench.Json("list", "--json").EnumerateArray().ToList();
        Assert.Equal([5, 4, 2, 1, 0], listed.Select(e => e.GetProperty("index").GetInt64()));
        Assert.Equal(JsonValueKind.Null, listed[2].GetProperty("leaf").ValueKind);
        Assert.Equal("entries 2 to 3 are missing", Assert.Single(listed[2].GetProperty("problems").EnumerateArray()).GetString());
    }

    [Fact]
    public void A_list_says_nothing_of_entries_below_its_limit()
    {
        Delete("entries", "idx = 0");
        Assert.Equal(5, bench.Run("list", "--limit", "5").Succeeds().Lines.Length);
        Assert.Equal(1, bench.Run("list", "--limit", "6").Code);
    }

    [Fact]
    public void Expired_entries_are_not_missing()
    {
        new Deeds(bench).Expire(1, 3);
        Assert.Equal(["6", "5", "4", "0"], bench.Run("list").Succeeds().Lines.Select(l => l[..1]));
        Delete("entries", "idx = 4");
        Assert.Equal("4  entry 4 is missing", bench.Run("list").Lines[2]);
    }

    [Fact]
    public void A_deleted_disclosure_is_missing_and_not_erased()
    {
        Delete("disclosures", "idx = 0 AND subject = 'user:u1'");
        var outcome = bench.Run("show", "0");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("missing  digest ", outcome.Output, StringComparison.Ordinal);
        Assert.StartsWith("A missing user changed", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("erased", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(
            "2 disclosures are missing, and no entry says that they were erased",
            Assert.Single(outcome.ErrorLines),
            StringComparison.Ordinal);
        var shown = bench.Json("show", "0", "--json");
        Assert.Equal((0, 2), (shown.GetProperty("erased").GetArrayLength(), shown.GetProperty("missing").GetArrayLength()));

        var listed = bench.Run("list");
        Assert.Equal(1, listed.Code);
        Assert.Contains("A missing user changed", listed.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_erased_disclosure_is_erased_and_not_missing()
    {
        var digests = bench.Json("show", "0", "--json").GetProperty("disclosures").EnumerateArray()
            // Every disclosure has one.
            .Where(d => d.GetProperty("subject").GetString() == "user:u1").Select(d => d.GetProperty("digest").GetString()!).ToArray();
        new Deeds(bench).Erase(0, digests);
        var outcome = bench.Run("show", "0").Succeeds();
        Assert.Contains($"erased  digest {digests[0]}", outcome.Output, StringComparison.Ordinal);
        Assert.StartsWith("An erased user changed", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(0, bench.Json("show", "0", "--json").GetProperty("missing").GetArrayLength());
        bench.Run("list").Succeeds();
    }

    public void Dispose() => bench.Dispose();

    private void Delete(string table, string which) =>
        bench.Sql($"DROP TRIGGER IF EXISTS {table}_refuses_DELETE", $"DELETE FROM {table} WHERE {which}");
}
