using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;
namespace Cairn.Tests;

public sealed class EntryVectorTests
{
    public static TheoryData<string> All => VectorFiles.Names("entry");

    [Theory]
    [MemberData(nameof(All))]
    public void An_event_is_sealed_into_the_vectors_bytes(string name)
    {
        var vector = VectorFiles.Read("entry", name);
        var log = Log(vector);

        var entry = Seal(vector, log);

        Assert.Equal(vector.Text("log_id"), log.LogId);
        Assert.Equal(
            vector.GetProperty("disclosures").EnumerateArray().Select(
                d => (d.Text("name"), d.Text("class"), d.Text("subject"), Json(d), d.Text("digest"))),
            entry.Disclosures.Select(
                d => ((string?)d.Name, (string?)d.Class, d.Subject, (string?)Encoding.UTF8.GetString(d.Json.Span), (string?)d.Digest)));
        Assert.Equal(vector.Text("leaf"), Encoding.UTF8.GetString(entry.LeafBytes));
        Assert.Equal(vector.Text("leaf_hash"), entry.LeafHash.ToString());
        Assert.Equal(vector.Text("replay_digest"), Base64Text.Encode(entry.EventDigest));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void People_and_addresses_are_found_by_the_vectors_rows(string name)
    {
        var vector = VectorFiles.Read("entry", name);
        var seal = vector.GetProperty("seal");

        var entry = Seal(vector, Log(vector));

        Assert.Equal(
            vector.GetProperty("aliases").EnumerateArray().Select(a => (a.Text("identifier"), a.Text("subject"))),
            entry.Aliases.Select(a => ((string?)Base64Text.Encode(a.Identifier.ToBytes()), (string?)a.Subject)));
        Assert.Equal(
            vector.GetProperty("network") is { ValueKind: JsonValueKind.Object } network ? network.GetProperty("row").GetInt64() : null,
            entry.Network);
        Assert.Equal(
            (seal.GetProperty("lookup_key_id").GetInt32(), seal.GetProperty("replay_key_id").GetInt32()),
            (entry.LookupKeyId, entry.ReplayKeyId));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_was_sealed_reads_back_as_the_event(string name)
    {
        var vector = VectorFiles.Read("entry", name);
        var entry = Seal(vector, Log(vector));

        var view = View(entry);

        var sent = Event(vector) with
        {
            Id = entry.Leaf.Id,
            OccurredAt = entry.Leaf.OccurredAt,
            Category = Event(vector).Category ?? AuditCategories.General,
            Personal = []
        };
        Assert.Empty(view.Problems);
        Assert.Empty(view.Erased);
        Assert.True(JsonNode.DeepEquals(Comparable(sent), Comparable(view.Event)), $"{Comparable(sent)}\n{Comparable(view.Event)}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_person_is_looked_up_by_the_vectors_hash(string name)
    {
        var vector = VectorFiles.Read("entry", name);
        var log = Log(vector);

        foreach (var lookup in vector.GetProperty("lookup").EnumerateArray())
        {
            var person = EventPersons.Of(Event(vector), PersonRules.Default)
                .First(p => p.Type == lookup.Text("type") && p.Id == lookup.Text("identifier"));
            Assert.Equal(lookup.Text("hash"), Base64Text.Encode(person.Lookup(log).ToArray()));
        }
    }

    internal static EntryView View(SealedEntry entry)
    {
        var stored = new StoredEntry
        {
            Index = 0,
            Leaf = entry.LeafBytes,
            StoredAt = 0,
            Columns = SearchColumns.Of(entry.Leaf),
            Disclosures = [.. entry.Disclosures.Select(d => new StoredDisclosure(d.Name, d.Subject, d.Class, 0, d.Json))],
        };
        Assert.True(EntryView.TryRead(stored, out var view, out var error), error);
        return view!; // Read.
    }

    // An actor without an id reads back under its pseudonym, whose identifier is its phone number or e-mail address.
    private static JsonNode? Comparable(AuditEvent e) => JsonNode.Parse(EventJson.Write(e with
    {
        Actor = e.Actor with { Id = e.Actor.Id is null or ['~', ..] ? null : e.Actor.Id },
    }));

    private static AuditEvent Event(JsonElement vector)
    {
        var auditEvent = EventJson.Parse(vector.Long("event"));
        return new EventIntake(ActionCatalog.Standard).Take(auditEvent);
    }

    private static string? Json(JsonElement disclosure) => Encoding.UTF8.GetString(disclosure.Long("json"));

    private static LogIdentity Log(JsonElement vector)
    {
        var seal = vector.GetProperty("seal");
        var secret = Convert.FromHexString(seal.Text("secret")!); // Every vector has its secret.
        return LogIdentity.Create("default", 1, LogIdentity.DefaultPrefix, bytes => secret.CopyTo(bytes)) with
        {
            Keys = new([Key(seal, "lookup_key", KeyPurpose.Lookup), Key(seal, "replay_key", KeyPurpose.Replay)]),
        };
    }

    private static LogKey Key(JsonElement seal, string member, KeyPurpose purpose) =>
        new(seal.GetProperty(member + "_id").GetInt32(), purpose, Convert.FromHexString(seal.Text(member)!)); // Every vector has its keys.

    private static SealedEntry Seal(JsonElement vector, LogIdentity log)
    {
        var seal = vector.GetProperty("seal");
        var salts = new Queue<byte[]>(seal.GetProperty("salts").EnumerateArray().Select(Decode));
        var names = seal.TryGetProperty("pseudonyms", out var p)
            ? p.EnumerateObject().ToDictionary(n => n.Name, n => n.Value.GetString())
            : [];
        Assert.True(RfcTime.TryParse(seal.Text("recorded_at")!, out var recordedAt)); // Every vector has its time.
        return new Sealer(log, PersonRules.Default, bytes => salts.Dequeue().CopyTo(bytes)).Seal(
            Event(vector),
            new()
            {
                EventId = Guid.Parse(seal.Text("id")!), // Every vector has its id.
                RecordedAt = recordedAt,
                Declared = seal.Text("declared"),
                Producer = seal.Text("producer"),
                Seq = seal.TryGetProperty("seq", out var seq) ? seq.GetInt64() : 0,
            },
            person => new(person.Type, names[$"{person.Type}:{person.Id}"]));
    }

    private static byte[] Decode(JsonElement salt) =>
        Base64Text.TryDecode(salt.GetString()!, out var bytes) ? bytes : throw new FormatException("A salt is base64url.");
}
