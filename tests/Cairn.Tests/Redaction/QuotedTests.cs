using System.Text;
using System.Text.Json;
using Cairn.Contracts;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Outbox;
using Cairn.Recording;
using Cairn.Tests.Shaping;

namespace Cairn.Tests.Redaction;

/// <summary>Whatever an error quotes of an event was masked before, whichever way the event came.</summary>
[Trait("Requirement", "CHATBOT-11")]
public sealed class QuotedTests
{
    private static AuditEvent Bare { get; } = new() { Action = "a.b" };

    [Fact]
    public void A_name_that_holds_a_pair_is_masked_once_and_twice()
    {
        var e = Shape.Masked(Bare.With("token=S3cret", 1).With("token=S3cret", 2).With("nested", Nested("token=S3cret")));
        var json = Shape.Json(e);

        Assert.DoesNotContain("S3cret", json, StringComparison.Ordinal);
        Assert.Equal(3, e.Metadata.Count);
        Assert.Contains("token=[redacted:token]", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token=S3cret")]
    [InlineData("token=S3cret&x=1")]
    [InlineData("https://bob:S3cret@example.com")]
    [InlineData("?password=S3cret")]
    public void A_refusal_quotes_no_pair(string name)
    {
        var quoted = ((AuditValue)name).Json;
        foreach (var json in new[]
        {
            $$"""{"action":"a.b",{{quoted}}:1}""",
            $$"""{"action":"a.b",{{quoted}}:1,{{quoted}}:2}""",
            $$"""{"action":"a.b","actor":{"type":"user",{{quoted}}:1} }""",
            $$"""{"action":"a.b","changes":[{"path":"/a",{{quoted}}:1}]}""",
            $$"""{"action":"a.b","shaped":{ {{quoted}}:{"cut":1} } }""",
            $$"""{"action":{{quoted}},"id":{{quoted}},"occurred_at":{{quoted}},"outcome":{"result":{{quoted}} } }""",
            $$"""{"action":"a.b","personal":[{"path":{{quoted}},"subject":{"type":"user","id":"u"} }]}""",
        })
        {
            var refusal = Assert.Throws<AuditEventException>(() => Take(json));
            Assert.DoesNotContain("S3cret", refusal.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("S3cret", RecorderLog.Words(refusal.Problems), StringComparison.Ordinal);
            Assert.DoesNotContain("S3cret", OutboxRefusal.Of(7, refusal).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_kept_of_a_refused_event_is_masked()
    {
        var kept = new RefusedJson(new EventIntake(ActionCatalog.Standard)).Write(
            Bare.With("token=S3cret", 1).With("pass", "S3cret").With("key", "DB_PASSWORD").With("value", "S3cret") with
            {
                Action = "No action, password=S3cret",
                Reason = "mysql -pS3cret shop",
            });

        Assert.DoesNotContain("S3cret", Encoding.UTF8.GetString(kept), StringComparison.Ordinal);
    }

    public static TheoryData<string> Halves =>
    [
        "\"\\ud800\"", "\"\\udc00 password=hunter2\"", "{\"\\ud800\":1}", "[\"\\ud83d\",\"\\ude00\"]", "{\"password\":\"\\ud800\"}",
        "\"{\\\"a\\\":\\\"\\\\ud800\\\"}\"", "\"mysql -p\\ud800 shop\"", "\"'\\udfff' PASSWORD '\\ud800'\"",
        "{\"key\":\"pin\",\"value\":\"\\ud800\"}",
        "[\"authorization\",\"Token \\ud800\"]",
    ];

    [Theory]
    [MemberData(nameof(Halves))]
    public void Half_a_pair_is_spelled_out_whichever_way_it_came(string json)
    {
        using var document = JsonDocument.Parse(json);
        var raw = JsonText(json);
        var direct = Shape.Masked(Bare.With("a", AuditValue.From(document.RootElement)));
        var trusted = Shape.Masked(Bare.With("a", AuditValue.Trusted(raw)));
        var outbox = Take(
            $$"""{"action":"a.b","metadata":{"a":{{json}}},"reason":"\ud800","changes":[{"path":"/\ud800","before":{{json}}}]}""");

        Assert.All([direct, trusted, outbox], e => Assert.DoesNotContain("hunter2", Shape.Json(e), StringComparison.Ordinal));
        Assert.NotEmpty(outbox.Shaped);
    }

    private static AuditEvent Take(string json) =>
        new EventIntake(ActionCatalog.Standard).Take(EventJson.Parse(Encoding.UTF8.GetBytes(json)));

    // The escapes as the halves they stand for.
    private static string JsonText(string json) => System.Text.RegularExpressions.Regex.Replace(
        json, @"(?<!\\)\\u(d[89a-f][0-9a-f]{2})", m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString());

    private static AuditValue Nested(string name) => AuditValue.Trusted(string.Concat("{\"", name, "\":{\"", name, "\":1}}"));
}
