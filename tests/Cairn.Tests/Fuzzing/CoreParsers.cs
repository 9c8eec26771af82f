using System.Text;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Tests;

/// <summary>The readers of entries and events, to be fuzzed: what they take, they write in one spelling.</summary>
public static class CoreParsers
{
    private static readonly LogIdentity Log = LogIdentity.Create("default", 1, LogIdentity.DefaultPrefix, bytes => bytes.Fill(7));

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("leaf", [.. Entries().Select(e => Encoding.UTF8.GetString(e.LeafBytes))], text =>
            IsUnicode(text) && LeafReader.TryParse(Bytes(text), out var leaf, out _) ? LeafWriter.Write(leaf!, new()).ToString() : null),
        new("disclosure", [.. Entries().SelectMany(e => e.Disclosures).Select(d => Encoding.UTF8.GetString(d.Json.Span))], text =>
            IsUnicode(text) && Disclosure.TryRead(Bytes(text), out var disclosure, out _)
                ? Encoding.UTF8.GetString(disclosure!.Json.Span)
                : null),
        new("event", [.. Events().Select(e => Encoding.UTF8.GetString(EventJson.Write(e)))], Event),
        new("time", ["2026-11-21T09:30:00.123456Z"], text => RfcTime.TryParseCanonical(text, out var time) ? RfcTime.Format(time) : null),
    ];

    // Programs may spell an event as they like: what is taken must be written so that it is taken again, and then stay as it is.
    private static string? Event(string text)
    {
        try
        {
            var once = EventJson.Write(EventJson.Parse(Bytes(text)));
            Assert.Equal(once, EventJson.Write(EventJson.Parse(once)));
            return text;
        }
        catch (AuditEventException)
        {
            return null;
        }
    }

    // Half a pair has no UTF-8, and so no bytes to read.
    private static bool IsUnicode(string text) => Grammar.IsUnicode(text);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static IEnumerable<AuditEvent> Events() =>
    [
        new() { Action = "login.succeeded" },
        StandardActions.RoleChanged.On("user", "u2", "Example Member").By(new AuditActor("user", "u1")
        {
            Name = "Example Owner",
            Email = "owner@example.com",
            Phone = "+15550100",
            Role = "owner",
            OnBehalfOf = new("user", "u7")
        })
            .Because("ticket \"4711\"\n")
            .Change("role", "user", "operator")
            .With("ticket", 4711)
            .With("tags", AuditValue.Trusted("[1.0,{\"a\":null}]"))
            .From(new()
            {
                Source = "web",
                IpAddress = System.Net.IPAddress.Parse("2001:db8::1"),
                UserAgent = "Mozilla/5.0",
                RequestId = "r1",
                TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
                SessionId = "s",
                OperationId = "o"
            })
            .Failed("no", "500") with
            {
                Personal = [new("/metadata/ticket", new("user", "u9"))],
                Id = Guid.Parse("0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01"),
                OccurredAt = DateTimeOffset.UnixEpoch
            },
    ];

    private static IEnumerable<SealedEntry> Entries() => Events().Select(
        e => new Sealer(Log, PersonRules.Default, bytes => bytes.Fill(1)).Seal(
            e, new()
            {
                EventId = Guid.Parse("0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c02"),
                RecordedAt = DateTimeOffset.UnixEpoch,
                Producer = "p1",
                Seq = 7
            }, person => new(person.Type, "~AAAAAAAAAAAAAAAAAAAAAA")));
}
