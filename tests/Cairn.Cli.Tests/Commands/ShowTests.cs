using System.Text;
using System.Text.Json;
using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Cli.Tests;

public sealed class ShowTests : IDisposable
{
    private readonly Bench bench = new();

    [Fact]
    public void Everything_of_an_entry_is_shown()
    {
        bench.With("""
            {"action":"user.role_changed","actor":{"type":"user","id":"u1","name":"Example Owner","email":"owner@example.com","role":"owner","on_behalf_of":{"type":"user","id":"u7"}},"targets":[{"type":"user","id":"u2","name":"Example Member"}],"outcome":{"result":"failure","code":"500","error":"it broke"},"reason":"two\nlines","context":{"source":"backoffice","ip":"192.0.2.7","user_agent":"Mozilla/5.0","request_id":"req-1","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","operation_id":"op-1"},"changes":[{"path":"/role","before":"user","after":"operator"},{"path":"","after":{"a":1}}],"metadata":{"ticket":4711}}
            """);
        var output = bench.Run("show", "0").Succeeds().Output;
        foreach (var part in (string[])[
            "Example Owner", "owner@example.com", "role          owner", "on behalf of  user u7", "user u2", "Example Member",
            "failure, code 500", "it broke",
            @"two\nlines", "backoffice", "192.0.2.7", "Mozilla/5.0", "req-1", "4bf92f3577b34da6a3ce929d0e0e4736", "op-1",
            "/role: \"user\" → \"operator\"",
            "the whole value: (nothing) → {\"a\":1}", "metadata ticket", "4711", "actor.contact", "class contact, about user:u1",
            "leaf hash", "{\"v\":1,"])
        {
            Assert.Contains(part, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Json_has_the_documented_members_and_the_leaf_is_verbatim()
    {
        bench.With(Bench.RoleChanged);
        var shown = bench.Json("show", "0", "--json");
        Assert.Equal(
            [
                "index", "log", "tenant", "origin", "stored_at", "leaf", "leaf_hash", "sentence", "event", "disclosures", "withheld",
                "erased", "missing", "problems"
            ], shown.EnumerateObject().Select(m => m.Name));
        var leaf = Encoding.UTF8.GetBytes(shown.GetProperty("leaf").GetRawText());
        Assert.Equal(Hash.OfLeaf(leaf).ToString(), shown.GetProperty("leaf_hash").GetString());
        Assert.True(LeafReader.TryParse(leaf, out var parsed, out _));
        Assert.Equal($"cairn.internal/{shown.GetProperty("log").GetString()}", shown.GetProperty("origin").GetString());
        Assert.Equal(3, shown.GetProperty("disclosures").GetArrayLength());
        foreach (var disclosure in shown.GetProperty("disclosures").EnumerateArray())
        {
            Assert.Equal(["name", "class", "subject", "value", "disclosure", "digest"], disclosure.EnumerateObject().Select(m => m.Name));
            // Asserted to be there above.
            Assert.True(Disclosure.TryDecode(disclosure.GetProperty("disclosure").GetString()!, out var decoded, out _));
            Assert.Equal(decoded!.Digest, disclosure.GetProperty("digest").GetString()); // Decoded.
            Assert.Contains(decoded.Digest, parsed!.Digests); // Parsed.
            Assert.Equal(Encoding.UTF8.GetString(decoded.Value.Span), disclosure.GetProperty("value").GetRawText());
        }
    }

    [Fact]
    public void The_shown_event_can_be_recorded_again()
    {
        bench.With(Bench.RoleChanged);
        var shown = bench.Json("show", "0", "--json").GetProperty("event");
        var again = bench.RunWith(shown.GetRawText(), "record", "--tenant", "other").Succeeds();
        Assert.Equal(shown.GetProperty("id").GetString(), JsonDocument.Parse(again.Output).RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public void A_disclosure_of_another_entry_is_not_shown_as_this_ones()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged.Replace("Example Owner", "Somebody Else", StringComparison.Ordinal));
        bench.Sql(
            "DROP TRIGGER disclosures_refuses_UPDATE",
            "UPDATE disclosures SET body = (SELECT body FROM disclosures WHERE idx = 1 AND name = 'actor') "
            + "WHERE idx = 0 AND name = 'actor'");
        var outcome = bench.Run("show", "0");
        Assert.Equal(1, outcome.Code);
        Assert.DoesNotContain("Somebody Else", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("its digest is not in the leaf", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_whose_id_was_given_to_another_is_not_shown_for_it()
    {
        bench.With(
            """{"id":"0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01","action":"door.opened"}""",
            """{"id":"0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c02","action":"door.closed"}""");
        bench.Sql(
            "DROP TRIGGER entries_refuses_UPDATE",
            "UPDATE entries SET event_id = x'00000000000000000000000000000000' WHERE idx = 0",
            "UPDATE entries SET event_id = x'0199f3c87a107c449d3b5a2f3f9f6c01' WHERE idx = 1",
            "UPDATE entries SET event_id = x'0199f3c87a107c449d3b5a2f3f9f6c02' WHERE idx = 0");
        foreach (var command in (string[][])[
            ["show", "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01"],
            ["prove", "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c02", "--output", bench.File("a.tlog-proof"), "--entry", bench.File("a.entry")]
        ])
        {
            var outcome = bench.Run(command);
            Assert.Equal((1, ""), (outcome.Code, outcome.Output));
            Assert.Contains("is found by the event id", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        }

        Assert.Contains(
            "the column event_id is not what the leaf says", Assert.Single(bench.Run("show", "0").ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_on_a_terminal_is_as_harmless_and_means_the_same()
    {
        bench.With("{\"action\":\"door.opened\",\"reason\":\"a\\nb \u202E \u2028\"}");
        var outcome = bench.Run("show", "0", "--json").Succeeds();
        Assert.Single(outcome.Lines);
        Assert.DoesNotContain('\u202E', outcome.Output);
        Assert.Equal(
            "a\nb \u202E \u2028", JsonDocument.Parse(outcome.Output).RootElement.GetProperty("event").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("1", "There is no entry 1")]
    [InlineData("0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01", "There is no entry 0199f3c8")]
    [InlineData("-1", "-1")]
    [InlineData("x", "'x' is neither an index")]
    [InlineData("99999999999999999999", "is neither an index")]
    public void An_entry_that_is_not_there_is_named(string reference, string words)
    {
        bench.With(Bench.RoleChanged);
        bench.Run("show", reference).Fails(2, words);
    }

    public void Dispose() => bench.Dispose();
}
