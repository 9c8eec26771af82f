using System.Text.Json;

namespace Cairn.Cli.Tests;

public sealed class ListTests : IDisposable
{
    private readonly Bench bench = new();

    [Fact]
    public void The_newest_come_first_in_one_line_each()
    {
        bench.With(
            """{"action":"user.role_changed","occurred_at":"2026-01-02T03:04:05+02:00","actor":{"type":"user","id":"u1","name":"Ada"},"targets":[{"type":"user","id":"u2"}],"changes":[{"path":"/role","before":"a","after":"b"}]}""",
            """{"action":"door.opened","occurred_at":"2026-01-02T03:04:06Z","outcome":{"result":"denied"}}""");
        Assert.Equal(
            [
                "1  2026-01-02 03:04:06Z  denied      Somebody unknown: door.opened: denied",
                "0  2026-01-02 01:04:05Z  success     Ada changed u2's role from a to b"
            ],
            bench.Run("list").Succeeds().Lines);
    }

    [Fact]
    public void The_limit_holds_over_pages()
    {
        bench.With([.. Enumerable.Repeat("""{"action":"door.opened"}""", 1_201)]);
        Assert.Equal(50, bench.Run("list").Lines.Length);
        Assert.Equal(1_201, bench.Run("list", "--limit", "100000").Lines.Length);
        var lines = bench.Run("list", "--limit", "1101").Lines;
        Assert.Equal(
            Enumerable.Range(100, 1_101).Reverse(),
            lines.Select(l => int.Parse(l[..4], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    public void A_limit_is_a_number_above_zero(string limit) => bench.Run("list", "--limit", limit).Fails(2, "--limit");

    [Fact]
    public void Json_is_one_array_and_each_entry_is_what_show_says()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged);
        var list = bench.Json("list", "--json");
        Assert.Equal([1, 0], list.EnumerateArray().Select(e => e.GetProperty("index").GetInt64()));
        Assert.Equal(bench.Run("show", "0", "--json").Output.TrimEnd(), list[1].GetRawText());
        Assert.Equal("[]", bench.RunWith("", "list", "--json", "--limit", "1", "--tenant", Empty()).Output.Trim());
    }

    [Fact]
    public void Control_characters_and_markup_in_data_stay_data()
    {
        bench.With(
            """{"action":"door.opened","outcome":{"result":"failure","error":"[red]two\nlines[/] [link=x]and\ta tab \u202Eturned"}}""");
        var plain = bench.Run("list").Succeeds();
        Assert.EndsWith(
            @"Somebody unknown: door.opened: failed ([red]two\nlines[/] [link=x]and\ta tab \u202Eturned)",
            Assert.Single(plain.Lines),
            StringComparison.Ordinal);
        var coloured = Cli.Run(Stream.Null, io => io with { OutputIsTerminal = true, Colours = true }, "list", "--store", bench.Store);
        Assert.Contains(@"[red]two\nlines[/] [link=x]and\ta tab \u202Eturned", Assert.Single(coloured.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Outcomes_are_coloured_on_a_terminal_and_lines_stay_whole()
    {
        bench.With("""{"action":"door.opened","outcome":{"result":"failure","error":"LONG end"}}""".Replace(
            "LONG", new('x', 3_000), StringComparison.Ordinal));
        var coloured = Cli.Run(Stream.Null, io => io with { OutputIsTerminal = true, Colours = true }, "list", "--store", bench.Store);
        Assert.Contains("\u001b[91mfailure", Assert.Single(coloured.Lines), StringComparison.Ordinal);
        Assert.EndsWith(" end)", coloured.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_altered_entry_is_listed_and_said_to_be_altered()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged);
        bench.ChangeLeaf();
        var outcome = bench.Run("list");
        Assert.Equal(1, outcome.Code);
        Assert.Equal(2, outcome.Lines.Length);
        Assert.All(outcome.ErrorLines, line => Assert.StartsWith("cairn: Entry 0 is not as it was written: ", line, StringComparison.Ordinal));
        Assert.Contains(outcome.ErrorLines, line => line.Contains("its leaf does not have the hash", StringComparison.Ordinal));
    }

    [Fact]
    public void An_entry_that_is_none_does_not_hide_the_others()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged, Bench.RoleChanged);
        bench.Sql("DROP TRIGGER entries_refuses_UPDATE", "UPDATE entries SET leaf = x'1b5b324a' WHERE idx = 1");
        var outcome = bench.Run("list");
        Assert.Equal((1, 3), (outcome.Code, outcome.Lines.Length));
        Assert.StartsWith("1  damaged: ", outcome.Lines[1], StringComparison.Ordinal);
        var json = bench.Json("list", "--json")[1];
        Assert.Equal(JsonValueKind.Null, json.GetProperty("leaf").ValueKind);
        Assert.Equal(2, json.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public void A_tenant_without_a_log_is_named_with_those_that_have_one()
    {
        bench.With(Bench.RoleChanged);
        bench.Run("list", "--tenant", "acme").Fails(2, "no log of tenant acme", "it has default");
        bench.Run("list", "--log", new string('a', 26)).Fails(2, "has no log aaaa");
        bench.Run("list", "--log", "x").Fails(2, "--log 'x'");
    }

    public void Dispose() => bench.Dispose();

    // A log is made with its first event; a bad line is none, and the log stays empty when its trigger refuses the rest.
    private string Empty()
    {
        bench.Sql("CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'no more'); END");
        Assert.Equal(2, bench.RunWith("""{"action":"door.opened"}""", "record", "--tenant", "empty").Code);
        return "empty";
    }
}
