using System.Text.Json;

namespace Cairn.Tests;

/// <summary>What values of C# become in an event.</summary>
public sealed class ValueTests
{
    private enum Color
    {
        Red,
        Green,
    }

    private static AuditEvent Event => new() { Action = "door.opened" };

    [Fact]
    public void Values_convert_by_themselves()
    {
        var e = Event
            .With("a", new DateTime(2026, 11, 28, 9, 30, 0, DateTimeKind.Utc))
            .With("b", new DateTime(2026, 11, 28, 9, 30, 0, DateTimeKind.Unspecified))
            .With("c", new DateTimeOffset(2026, 11, 28, 9, 30, 0, TimeSpan.FromHours(1))).With("d", new DateOnly(2026, 11, 28))
            .With("e", new TimeOnly(9, 30)).With("f", new TimeSpan(1, 2, 3, 4)).With("g", Color.Green).With("h", (Color)7)
            .With("i", new Uri("https://example.com/ä?x=1#y")).With("j", Guid.Empty).With("k", ulong.MaxValue).With("l", uint.MaxValue)
            .With("m", 1.10m).With("n", 0.1f).With("o", 0.1d).With("p", double.NaN).With("q", 'x').With("r", (byte)1).With("s", (short)-1)
            .With("t", true);
        Assert.Equal(
            [
                "\"2026-11-28T09:30:00.0000000Z\"",
                "\"2026-11-28T09:30:00.0000000\"",
                "\"2026-11-28T09:30:00.0000000+01:00\"",
                "\"2026-11-28\"",
                "\"09:30:00.0000000\"", "\"1.02:03:04\"", "\"Green\"", "\"7\"",
                "\"https://example.com/ä?x=1#y\"", "\"00000000-0000-0000-0000-000000000000\"", "18446744073709551615", "4294967295",
                "1.10", "0.1", "0.1", "null", "\"x\"", "1", "-1", "true",
            ],
            e.Metadata.Select(m => m.Value.Json));
    }

    [Fact]
    public void What_may_be_absent_converts_as_well()
    {
        int? none = null;
        Color? color = Color.Red;
        DateOnly? day = new DateOnly(2026, 11, 28);
        var e = Event.With("a", none).With("b", (int?)5).With("c", color).With("d", day).With("e", (string?)null).With("f", null).With(
            "g", (Uri?)null);
        Assert.Equal(["null", "5", "\"Red\"", "\"2026-11-28\"", "null", "null", "null"], e.Metadata.Select(m => m.Value.Json));
        var change = Assert.Single(Event.Change("level", none, (long?)5).Changes);
        Assert.Null(change.Before); // It did not exist.
        Assert.Equal("5", change.After?.Json);
    }

    [Fact]
    public void Objects_become_JSON_with_the_names_they_have_in_code()
    {
        var e = Event
            .With("anonymous", new { Name = "Ada", Level = Color.Green, Since = new DateOnly(2026, 1, 2) })
            .With("record", new Address("Main Street", null)).With("array", new[] { 1, 2 }).With("list", new List<Color> { Color.Red })
            .With("map", new Dictionary<string, object?> { ["a"] = 1, ["b"] = null, ["c"] = new[] { "x" } });
        Assert.Equal(
            [
                """{"Name":"Ada","Level":"Green","Since":"2026-01-02"}""",
                """{"Street":"Main Street","City":null}""",
                "[1,2]",
                """["Red"]""",
                """{"a":1,"b":null,"c":["x"]}""",
            ],
            e.Metadata.Select(m => m.Value.Json));
    }

    [Fact]
    public void A_change_takes_objects_too_and_nothing_is_absent()
    {
        var e = Event.Change("address", null, new Address("Main Street", "Ulm"))
            .Change("tags", new[] { "a" }, "none")
            .ChangeWhole(new Address("x", "y"), null);
        Assert.Equal([
            ("/address", null, """{"Street":"Main Street","City":"Ulm"}"""),
            ("/tags", """["a"]""", "\"none\""),
            ("", """{"Street":"x","City":"y"}""", null)
        ],
            e.Changes.Select(c => (c.Path, c.Before?.Json, c.After?.Json)));
    }

    [Fact]
    public void A_getter_that_throws_is_told_in_its_place_and_the_rest_is_there()
    {
        var value = AuditValue.Of(new { Id = 7, Inner = new Broken(), Tags = new[] { "a" } });
        Assert.Equal("""{"Id":7,"Inner":{"Name":"fine","Total":"[unreadable: DivideByZeroException]"},"Tags":["a"]}""", value.Json);
    }

    [Fact]
    public void A_cycle_is_told_where_it_closes()
    {
        var parent = new Node("parent");
        parent.Children.Add(new("child") { Parent = parent });
        Assert.Equal(
            """{"Name":"parent","Parent":null,"Children":[{"Name":"child","Parent":"[cycle]","Children":[]}]}""",
            AuditValue.Of(parent).Json);
    }

    [Fact]
    public void What_is_endless_or_no_data_says_so()
    {
        var chain = new Node("0");
        for (var i = 1; i < 1_000; i++)
        {
            chain = new(i.ToString(System.Globalization.CultureInfo.InvariantCulture)) { Parent = chain };
        }

        Assert.Contains("[too deep]", AuditValue.Of(chain).Json, StringComparison.Ordinal);
        Assert.StartsWith("\"[unreadable: ", AuditValue.Of(typeof(string)).Json, StringComparison.Ordinal);
        Assert.Contains("[unreadable: ", AuditValue.Of(new { Act = (Action)(() => { }) }).Json, StringComparison.Ordinal);
        Assert.StartsWith("[0,0,", AuditValue.Of(Numbers()).Json, StringComparison.Ordinal);

        static IEnumerable<object> Numbers()
        {
            for (var i = 0; i < 100; i++)
            {
                yield return 0;
            }

            yield return new Broken();
            while (true)
            {
                yield return 0;
            }
        }
    }

    [Fact]
    public void An_application_with_its_own_metadata_loses_no_event_either()
    {
        var type = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<Broken>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Broken));
        Assert.Equal("\"[unreadable: DivideByZeroException]\"", AuditValue.From(new Broken(), type).Json);
    }

    [Fact]
    [Trait("Requirement", "CHATBOT-11")]
    public void Secrets_within_objects_are_masked()
    {
        var log = new FakeAuditLog();
        log.Record(Event.With("settings", new { Host = "mail", SmtpPassword = "hunter2" }));
        Assert.Equal("""{"Host":"mail","SmtpPassword":"[redacted:password]"}""", log.Events[0].Metadata[0].Value.Json);
    }

    private sealed record Address(string Street, string? City);

    private sealed record Node(string Name)
    {
        public Node? Parent { get; init; }

        public List<Node> Children { get; } = [];
    }

    private sealed class Broken
    {
        public string Name => "fine";

        public int Total => throw new DivideByZeroException(Name);
    }
}
