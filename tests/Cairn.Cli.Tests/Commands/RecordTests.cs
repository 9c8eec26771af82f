using System.Text;
using System.Text.Json;

namespace Cairn.Cli.Tests;

public sealed class RecordTests : IDisposable
{
    private const string Bare = """{"action":"door.opened"}""";

    private readonly Bench bench = new();

    [Fact]
    public void Each_event_has_a_receipt_in_the_order_of_the_input()
    {
        var events = Enumerable.Range(0, 3_000).Select(i => $$"""{"action":"door.opened","targets":[{"type":"door","id":"d{{i}}"}]}""");
        var outcome = bench.RunWith(string.Join('\n', events), "record").Succeeds();
        Assert.Equal(3_000, outcome.Lines.Length);
        for (var i = 0; i < 3_000; i++)
        {
            Assert.Equal(i, JsonDocument.Parse(outcome.Lines[i]).RootElement.GetProperty("index").GetInt64());
        }

        Assert.Equal(
            "d2999", bench.Json("show", "2999", "--json").GetProperty("leaf").GetProperty("targets")[0].GetProperty("id").GetString());
        bench.Run("verify").Succeeds();
    }

    [Fact]
    public void A_receipt_names_log_index_id_and_leaf_hash()
    {
        var receipt = JsonDocument.Parse(bench.RunWith(Bare, "record").Output).RootElement;
        var shown = bench.Json("show", receipt.GetProperty("id").GetString()!, "--json"); // A receipt has an id.
        Assert.Equal(["log", "index", "id", "leaf_hash"], receipt.EnumerateObject().Select(m => m.Name));
        Assert.Equal(shown.GetProperty("log").GetString(), receipt.GetProperty("log").GetString());
        Assert.Equal(0, receipt.GetProperty("index").GetInt64());
        Assert.Equal(shown.GetProperty("leaf_hash").GetString(), receipt.GetProperty("leaf_hash").GetString());
    }

    [Fact]
    public void Everything_recorded_is_signed_when_it_ends()
    {
        bench.With(Bare, Bare);
        Assert.Equal("2", bench.Run("checkpoint").Lines[1]);
    }

    [Fact]
    public void A_bad_line_is_named_with_all_its_problems_and_the_others_are_recorded()
    {
        var outcome = bench.RunWith($$"""
            {{Bare}}
            {"action":"nonsense","outcome":{"result":"maybe"},"colour":"red"}

            not JSON
            {{Bare}}
            """, "record");
        Assert.Equal(1, outcome.Code);
        Assert.Equal(2, outcome.Lines.Length);
        Assert.Equal(2, outcome.ErrorLines.Length);
        Assert.StartsWith("cairn: line 2: ", outcome.ErrorLines[0], StringComparison.Ordinal);
        Assert.All(["action: ", "outcome.result: ", "colour: "], p => Assert.Contains(p, outcome.ErrorLines[0], StringComparison.Ordinal));
        Assert.StartsWith("cairn: line 4: not JSON", outcome.ErrorLines[1], StringComparison.Ordinal);
        Assert.Equal(2, bench.Run("list").Lines.Length);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n\n \t\n")]
    public void Windows_line_ends_and_blank_lines_are_taken(string between)
    {
        Assert.Equal(2, bench.RunWith($"{Bare}{between}{Bare}{between}", "record").Succeeds().Lines.Length);
    }

    [Fact]
    public void A_byte_order_mark_before_the_first_line_is_taken()
    {
        Cli.Run([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Bare)], "record", "--store", bench.Store).Succeeds();
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_kept_as_digits_and_marked()
    {
        byte[] line = [.. "{\"action\":\"a.b\",\"reason\":\""u8, 0xC3, 0x28, .. "\"}\n"u8];
        var outcome = Cli.Run([.. line, .. Encoding.UTF8.GetBytes(Bare)], "record", "--store", bench.Store).Succeeds();
        Assert.Equal(2, outcome.Lines.Length);
        var shown = bench.Json("show", "0", "--json").GetProperty("event");
        Assert.Equal("\uFFFDDCC3(", shown.GetProperty("reason").GetString());
        Assert.Equal("""{"/reason":{"malformed":1}}""", shown.GetProperty("shaped").GetRawText());
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF })] // A byte order mark that is not at the beginning of the file.
    [InlineData(new byte[] { 0xC3 })]
    public void A_line_that_begins_with_a_bad_byte_is_named_by_its_own_number(byte[] bad)
    {
        var line = Encoding.UTF8.GetBytes(Bare);
        byte[] input = [.. line, .. "\n"u8, .. bad, .. line, .. "\n\r\n"u8, .. bad, .. line, .. "\n"u8];
        var outcome = Cli.Run(input, "record", "--store", bench.Store);
        Assert.Equal(
            ["cairn: line 2: not JSON (RFC 8259): see its byte 1", "cairn: line 4: not JSON (RFC 8259): see its byte 1"],
            outcome.ErrorLines);
        Assert.Equal(1, outcome.Code);
    }

    [Fact]
    public void A_line_over_the_limit_is_named_and_the_next_is_recorded()
    {
        var outcome = bench.RunWith($"{new string('x', 67_108_865)}\n{Bare}", "record");
        Assert.Equal(1, outcome.Code);
        Assert.Equal("cairn: line 1: 67108865 bytes, at most 67108864 (64 MiB) are allowed", Assert.Single(outcome.ErrorLines));
        Assert.Single(outcome.Lines);
    }

    [Fact]
    public void A_line_within_the_limit_that_is_no_event_is_named()
    {
        var outcome = bench.RunWith($"{new string('x', 5_000_000)}\n{Bare}", "record");
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith("cairn: line 1: not JSON", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.Single(outcome.Lines);
    }

    [Fact]
    public void A_large_event_is_cut_where_it_is_large_and_says_so()
    {
        bench.With($$"""{"action":"door.opened","actor":{"type":"user","id":"u1"},"reason":"{{new string('x', 5_000_000)}}"}""");
        var shown = bench.Json("show", "0", "--json").GetProperty("event");
        Assert.Equal(262_144, shown.GetProperty("reason").GetString()!.Length); // It has a reason.
        Assert.Equal(5_000_000, shown.GetProperty("shaped").GetProperty("/reason").GetProperty("length").GetInt64());
        Assert.Equal("u1", shown.GetProperty("actor").GetProperty("id").GetString());
    }

    [Fact]
    public void An_event_just_within_the_limit_is_recorded()
    {
        var frame = """{"action":"door.opened","reason":""}""";
        var line = frame.Insert(frame.Length - 2, new string('x', (1024 * 1024) - frame.Length));
        bench.RunWith($"{line}\r\n{Bare}\r\n", "record").Succeeds();
    }

    [Fact]
    public void The_same_id_with_another_event_is_refused_and_named()
    {
        const string Id = "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01";
        string Event(string action) => $$"""{"id":"{{Id}}","action":"{{action}}"}""";
        var outcome = bench.RunWith($"{Event("a.b")}\n{Event("a.b")}\n{Event("a.c")}\n", "record");
        Assert.Equal(1, outcome.Code);
        Assert.Equal(2, outcome.Lines.Length);
        Assert.Equal(outcome.Lines[0], outcome.Lines[1]);
        Assert.StartsWith(
            $"cairn: line 3: The id {Id} is in the log at index 0", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_bad_line_holds_cannot_reach_the_terminal()
    {
        var outcome = bench.RunWith("{\"action\":\"a.b\",\"\\u001b[2J\\n\":1}", "record");
        Assert.DoesNotContain('\u001b', outcome.Error);
        Assert.Single(outcome.ErrorLines);
    }

    [Fact]
    public void The_leaf_holds_neither_name_nor_address()
    {
        bench.With(Bench.RoleChanged);
        var leaf = bench.Json("show", "0", "--json").GetProperty("leaf").GetRawText();
        Assert.DoesNotContain("Example Owner", leaf, StringComparison.Ordinal);
        Assert.DoesNotContain("owner@example.com", leaf, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recorder_records_for_its_tenant()
    {
        bench.With(Bare);
        bench.RunWith(Bare, "record", "--tenant", "acme").Succeeds();
        Assert.NotEqual(
            bench.Json("show", "0", "--json").GetProperty("log").GetString(),
            bench.Json("show", "0", "--json", "--tenant", "acme").GetProperty("log").GetString());
        bench.RunWith(Bare, "record", "--tenant", "not a tenant").Fails(2, "--tenant 'not a tenant'");
    }

    [Fact]
    public void An_older_log_is_not_recorded_to()
    {
        bench.RunWith(Bare, "record", "--log", new string('a', 26)).Fails(2, "--log");
    }

    [Fact]
    public void A_store_that_stops_taking_events_ends_it_in_one_line()
    {
        bench.With(Bare);
        bench.Sql("CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'no more'); END");
        var outcome = bench.RunWith(string.Concat(Enumerable.Repeat($"{Bare}\n", 5_000)), "record");
        Assert.Contains("the log is not immutable, trigger full is not Cairn's", outcome.ErrorLines[0], StringComparison.Ordinal);
        (outcome with { Error = string.Join('\n', outcome.ErrorLines[1..]) + "\n" }).Fails(2, "line 1 was not recorded", "no more");
    }

    [Fact]
    public void It_leaves_no_spool_behind()
    {
        bench.With(Bare);
        Assert.False(Directory.Exists(bench.File("audit.db.spool")), "RecordAsync needs none.");
        // It lies in a folder.
        Assert.DoesNotContain(
            Directory.EnumerateDirectories(Path.GetDirectoryName(bench.KeyFile)!), d => d.EndsWith(".spool", StringComparison.Ordinal));
    }

    public void Dispose() => bench.Dispose();
}
