using Cairn.Contracts;

namespace Cairn.Tests.Querying;

/// <summary>The language of queries: what is read, what is written, and where an error is.</summary>
public sealed class QueryTextTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("actor:u1", "actor:u1")]
    [InlineData("ACTOR:u1 Outcome:FAILURE,denied", "actor:u1 outcome:failure,denied")]
    [InlineData("actor:user/u1 target:container/web", "actor:user/u1 target:container/web")]
    [InlineData("target:container/*", "target:container/*")]
    [InlineData("actor:system/", "actor:system/")]
    [InlineData("actor:\"a/b\"", "actor:\"a/b\"")]
    [InlineData("actor:u1,u2", "(actor:u1 OR actor:u2)")]
    [InlineData("actor:\"u,1\"", "actor:\"u,1\"")]
    [InlineData("actor:u1 actor:u2", "actor:u1 (actor:u2)")]
    [InlineData("action:auth.*,door.opened", "action:auth.*,door.opened")]
    [InlineData("-actor:system", "-actor:system")]
    [InlineData("NOT actor:system", "-actor:system")]
    [InlineData("--x", "--x")]
    [InlineData("-(a b)", "-(a b)")]
    [InlineData("a OR b c", "(a OR (b c))")]
    [InlineData("(a OR b) c", "c (a OR b)")]
    [InlineData("a AND b", "a b")]
    [InlineData("or and not", "or and not")]
    [InlineData("\"OR\" \"-x\" \"two words\" \"say \"\"so\"\"\"", "\"OR\" \"-x\" \"two words\" \"say \"\"so\"\"\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("50% a_b c\\d", "50% a_b c\\d")]
    [InlineData("ip:10.1.2.0/24", "ip:10.1.2.0/24")]
    [InlineData("ip:10.1.2.7/24", "ip:10.1.2.0/24")]
    [InlineData("ip:::ffff:10.1.2.7/120", "ip:10.1.2.0/24")]
    [InlineData("ip:2001:db8::/64", "ip:2001:db8::/64")]
    [InlineData("ip:2001:db8::1", "ip:2001:db8::1")]
    [InlineData("person:owner@example.com", "person:owner@example.com")]
    [InlineData("person:\"Ada Example\"", "person:\"Ada Example\"")]
    [InlineData("person:user/u1", "person:user/u1")]
    [InlineData("source:web request:r1 trace:t1 operation:o1", "source:web request:r1 trace:t1 operation:o1")]
    [InlineData("source:\"\"", "source:\"\"")]
    [InlineData("since:7d", "since:1w")]
    [InlineData("since:36h until:90m", "since:36h until:90m")]
    [InlineData("since:1.5s", "since:1.5s")]
    [InlineData("index-from:3 index-until:9", "index-from:3 index-until:9")]
    [InlineData("readings:yes", "readings:yes")]
    [InlineData("readings:no", "")]
    [InlineData("(((a)))", "(((a)))")]
    public void A_text_is_read_and_written_in_one_spelling(string text, string written)
    {
        Assert.Equal(written, AuditQuery.Parse(text).Format());
        Assert.Equal(written, AuditQuery.Parse(written).Format());
    }

    [Theory]
    [InlineData("actor:", 7, "value")]
    [InlineData("foo:bar", 1, "'foo' is no field")]
    [InlineData("actor:u1 colour:red", 10, "'colour' is no field")]
    [InlineData("😀 foo:bar", 3, "'foo'")]
    [InlineData("outcome:lost", 9, "success, failure, denied or unfinished")]
    [InlineData("outcome:failure,lost", 17, "'lost'")]
    [InlineData("actor:u1,,u2", 10, "value")]
    [InlineData("actor:u*", 8, "asterisk")]
    [InlineData("action:a*b", 8, "auth.*")]
    [InlineData("ip:1.2.3", 4, "no address")]
    [InlineData("ip:1.2.3.4/33", 4, "no address")]
    [InlineData("since:yesterday", 7, "7d")]
    [InlineData("since:2026-13-01", 7, "no time")]
    [InlineData("since:2026-11-01T25:00", 7, "no time")]
    [InlineData("since:1d,2d", 9, "one value")]
    [InlineData("(a", 1, "not closed")]
    [InlineData("a)", 2, "closes nothing")]
    [InlineData("()", 2, "missing")]
    [InlineData("a OR", 5, "missing")]
    [InlineData("OR a", 1, "missing")]
    [InlineData("a AND", 6, "AND")]
    [InlineData("-", 2, "negation")]
    [InlineData("\"open", 1, "not closed")]
    [InlineData("actor:\"open", 7, "not closed")]
    [InlineData("*", 1, "look for")]
    [InlineData("a OR readings:yes", 1, "readings")]
    [InlineData("-readings:yes", 1, "readings")]
    [InlineData("readings:perhaps", 10, "yes or no")]
    [InlineData("index-from:-1", 12, "number")]
    [InlineData("person:user/", 13, "no id")]
    [InlineData("actor:/u1", 7, "type")]
    public void An_error_names_the_column_and_says_what_was_expected(string text, int column, string words)
    {
        var error = Assert.Throws<AuditQueryException>(() => AuditQuery.Parse(text));
        Assert.Equal(column, error.Column);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Expected);
    }

    [Theory]
    [InlineData("2026-10-25", "2026-10-24T22:00:00Z", 25)] // Clocks go back.
    [InlineData("2026-03-29", "2026-03-28T23:00:00Z", 23)] // Clocks go on.
    [InlineData("2026-11-01", "2026-10-31T23:00:00Z", 24)]
    public void A_date_is_its_whole_day_in_the_zone_of_whoever_asks(string date, string begins, int hours)
    {
        var query = AuditQuery.Parse($"since:{date} until:{date}", Berlin);
        Assert.Equal(DateTimeOffset.Parse(begins, System.Globalization.CultureInfo.InvariantCulture), query.OccurredFrom);
        Assert.Equal(TimeSpan.FromHours(hours), query.OccurredUntil - query.OccurredFrom);
    }

    [Theory]
    [InlineData("2026-11-01T10:30", "2026-11-01T09:30:00Z")]
    [InlineData("2026-11-01T10:30Z", "2026-11-01T10:30:00Z")]
    [InlineData("2026-11-01T10:30:15.5+05:30", "2026-11-01T05:00:15.5Z")]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:00:00Z")] // No clock shows it: the first moment behind the gap.
    [InlineData("2026-10-25T02:30", "2026-10-25T00:30:00Z")] // Clocks show it twice: the first.
    public void A_time_without_a_zone_is_meant_where_it_was_asked(string time, string expected) => Assert.Equal(
        DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), AuditQuery.Parse($"since:{time}", Berlin).OccurredFrom);

    [Fact]
    public void A_day_whose_midnight_no_clock_shows_begins_when_clocks_go_on()
    {
        var beirut = TimeZoneInfo.FindSystemTimeZoneById("Asia/Beirut");
        var query = AuditQuery.Parse("since:2026-03-29 until:2026-03-29", beirut);
        Assert.Equal(new DateTimeOffset(2026, 3, 28, 22, 0, 0, TimeSpan.Zero), query.OccurredFrom);
        Assert.Equal(TimeSpan.FromHours(23), query.OccurredUntil - query.OccurredFrom);
    }

    [Fact]
    public void Depth_length_and_number_are_bounded()
    {
        Assert.Contains(
            "too deep",
            Assert.Throws<AuditQueryException>(() => AuditQuery.Parse(new string('(', 2_000) + "a" + new string(')', 2_000))).Message,
            StringComparison.Ordinal);
        Assert.Throws<AuditQueryException>(() => AuditQuery.Parse(new string('-', 3_000) + "a"));
        Assert.Contains(
            "too long", Assert.Throws<AuditQueryException>(() => AuditQuery.Parse(new string('a', 5_000))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "conditions",
            Assert.Throws<AuditQueryException>(() => AuditQuery.Parse(string.Join(' ', Enumerable.Repeat("a", 1_500)))).Message,
            StringComparison.Ordinal);
        var deep = new AuditQuery();
        for (var i = 0; i < 100; i++)
        {
            deep = new() { NoneOf = [deep] };
        }

        Assert.Throws<ArgumentException>(deep.Validate);
    }

    [Fact]
    public void No_text_makes_anything_but_a_query_or_an_error_with_a_column_in_it()
    {
        const string Letters = "ab u1:/*,\"()-ORANDT.%_\\ 0123456789é😀\u0301\ud800\0\t\n";
        string[] pieces = ["actor:", "action:", "since:", "until:", "ip:", "(", ")", "OR ", "-", "\"", "2026-11-01", "7d", "10.0.0.0/8", "person:", "readings:yes"];
        var random = new Random(7);
        for (var i = 0; i < 30_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ =>
                random.Next(2) == 0 ? pieces[random.Next(pieces.Length)] : Letters[random.Next(Letters.Length)].ToString()));
            try
            {
                var written = AuditQuery.Parse(text, Berlin).Format();
                if (written.Length <= AuditQuery.LongestText)
                {
                    Assert.Equal(written, AuditQuery.Parse(written).Format());
                }
            }
            catch (AuditQueryException e)
            {
                Assert.InRange(e.Column, 1, text.Length + 1);
            }
        }
    }

    [Fact]
    public void Every_query_is_written_so_that_it_is_read_back()
    {
        var queries = new QueryTexts(new(11));
        for (var i = 0; i < 3_000; i++)
        {
            var written = queries.Next().Format();
            var once = AuditQuery.Parse(written).Format();
            Assert.Equal(once, AuditQuery.Parse(once).Format());
        }
    }
}
