using System.Text;
using System.Text.Json.Nodes;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Primitives;
using Cairn.Verification;

namespace Cairn.Tests;

/// <summary>
/// Whatever an event holds: sealed and read back it is the shaped event, its leaf is read byte for byte, and its rows are right.
/// </summary>
public sealed class RoundTripTests
{
    private static readonly LogIdentity Log = Some.Log();

    private static readonly string[] Texts =
    [
        "u1", "", " ", "CORP\\jdoe", "CN=Bo,OU=x", "jörg", "100%", "^AAAAAAAAAAAAAAAAAAAAAA", "^x", "~AAAAAAAAAAAAAAAAAAAAAA", "a@b.c",
        "+15550100", "x\0y", "\uD800", "a\"b", "名前", "😀",
        "/home/müller/Q3 report.xlsx", "4bf92f3577b34da6a3ce929d0e0e4736", new('i', 129), new('é', 200), new('w', 1_100), new('t', 300_000),
        "192.0.2.7", "fe80::1%eth0", "::1", "line\nfeed", "\u202E",
    ];

    [Fact]
    public void Any_event_reads_back_as_it_was_shaped()
    {
        var random = new Random(11);
        for (var i = 0; i < 400; i++)
        {
            var shaped = new EventIntake(ActionCatalog.Standard).Take(Any(random));
            var entry = Seal(shaped);

            Assert.Equal(Encoding.UTF8.GetString(entry.LeafBytes), LeafWriter.Write(LeafReader.Parse(entry.LeafBytes), new()).ToString());
            Assert.True(entry.LeafBytes.Length < 60_000);
            var view = EntryVectorTests.View(entry);
            Assert.Empty(view.Problems);
            Assert.Empty(view.Erased);
            Assert.True(
                JsonNode.DeepEquals(Comparable(shaped, entry.Leaf), Comparable(view.Event, entry.Leaf)),
                $"{Comparable(shaped, entry.Leaf)}\n{Comparable(view.Event, entry.Leaf)}");
        }
    }

    [Fact]
    public void No_two_disclosures_share_a_name_and_a_subject_and_none_is_empty()
    {
        var random = new Random(12);
        for (var i = 0; i < 400; i++)
        {
            var entry = Seal(new EventIntake(ActionCatalog.Standard).Take(Any(random)));
            Assert.Equal(entry.Disclosures.Count, entry.Disclosures.Select(d => (d.Name, d.Subject)).Distinct().Count());
            Assert.All(entry.Disclosures, d =>
            {
                Assert.True(Disclosure.TryRead(d.Json, out var read, out var error), error);
                Assert.Equal(d.Subject, read!.Subject);
                Assert.True(JsonNode.Parse(d.Value.Span)!.AsObject().Count > (d.Subject is null ? 0 : 1));
            });
        }
    }

    [Fact]
    public void A_hundred_thousand_elements_beside_a_personal_one_are_split_in_one_walk()
    {
        var large = AuditValue.Trusted($"[{string.Join(',', Enumerable.Range(0, 100_000))}]");
        var entry = Seal(new AuditEvent { Action = "a.b", Id = Some.Id(1), Personal = [new("/metadata/list/99999", new("user", "u9"))] }
            .With("list", large));
        var view = EntryVectorTests.View(entry);
        Assert.Equal(large, view.Event.Metadata[0].Value);
        Assert.Equal(
            "{\"subject\":\"user:u9\",\"values\":{\"/metadata/list/99999\":99999}}",
            Encoding.UTF8.GetString(entry.Disclosures[^1].Value.Span));
    }

    private static SealedEntry Seal(AuditEvent e) => new Sealer(Log, PersonRules.Default, Some.Fill()).Seal(
        e,
        new() { EventId = Some.Id(1), RecordedAt = Some.Time },
        person => new(person.Type, "~" + Base64Text.Encode(person.Lookup(Log).ToArray().AsSpan(0, 16))));

    // Whose its parts are is not put back, nor the place of a member among others; an event's time and category are
    // given where it has none.
    private static JsonNode? Comparable(AuditEvent e, Leaf leaf) => JsonNode.Parse(EventJson.Write(e with
    {
        Id = leaf.Id, OccurredAt = leaf.OccurredAt, Category = e.Category ?? "general", Personal = [],
    }));

    private static AuditEvent Any(Random random) => new()
    {
        Action = "thing.done",
        Id = Some.Id(random.Next()),
        Category = Maybe(random),
        Description = Maybe(random),
        Reason = Maybe(random),
        Actor = new(Text(random), Maybe(random))
        {
            Name = Maybe(random),
            Email = Maybe(random),
            Phone = Maybe(random),
            Role = Maybe(random),
            OnBehalfOf = random.Next(3) == 0 ? new(Text(random), Maybe(random)) : null
        },
        Targets = [.. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(50) : random.Next(3))
            .Select(_ => new AuditTarget(random.Next(2) == 0 ? "user" : Text(random), Maybe(random), Maybe(random)))],
        Outcome = new((AuditResult)random.Next(4), Maybe(random), Maybe(random)),
        Duration = random.Next(2) == 0 ? TimeSpan.FromMilliseconds(random.Next()) : null,
        Context = new()
        {
            Source = Maybe(random),
            Ip = Maybe(random),
            UserAgent = Maybe(random),
            RequestId = Maybe(random),
            TraceId = Maybe(random),
            SessionId = Maybe(random),
            OperationId = Maybe(random)
        },
        Changes = [.. Enumerable.Range(0, random.Next(3)).Select(n => new AuditChange(
            $"/c{n}",
            random.Next(3) == 0 ? default(AuditValue?) : Value(random),
            random.Next(3) == 0 ? default(AuditValue?) : Value(random)))],
        Metadata = [.. Enumerable.Range(0, random.Next(4)).Select(n => KeyValuePair.Create($"m{n}", Value(random)))],
        Personal = [.. Paths.Where(_ => random.Next(4) == 0)
            .Select(p => new PersonalData(p, new(random.Next(2) == 0 ? "user" : Text(random), Maybe(random) ?? "u9")))],
    };

    private static readonly string[] Paths =
    [
        "/description", "/reason", "/outcome/error", "/targets/0/name", "/targets/40/name", "/metadata/m0", "/metadata/m1/a",
        "/changes/0/after", "/changes/1", "/metadata/m2/l/1"
    ];

    private static AuditValue Value(Random random) => random.Next(3) switch
    {
        0 => Text(random),
        1 => AuditValue.Trusted($"{{\"a\":{((AuditValue)Text(random)).Json},\"l\":[1.50,{{\"x\":null}},\"y\"]}}"),
        _ => 1.5m,
    };

    private static string? Maybe(Random random) => random.Next(3) == 0 ? Text(random) : null;

    private static string Text(Random random) => Texts[random.Next(Texts.Length)];
}
