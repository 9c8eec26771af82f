using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cairn;

/// <summary>Puts an event together again from its leaf and what is left of its disclosures.</summary>
internal static class EventRebuilder
{
    /// <returns><see langword="false"/> when leaf and disclosures fit each other, but were not written by Cairn.</returns>
    public static bool TryRebuild(Leaf leaf, IEnumerable<Disclosure> disclosures, out AuditEvent? auditEvent)
    {
        try
        {
            auditEvent = Rebuild(leaf, disclosures);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or InvalidDataException)
        {
            auditEvent = null; // A duplicate member, a number for a text, a place that is not there.
        }

        return auditEvent is not null;
    }

    private static AuditEvent Rebuild(Leaf leaf, IEnumerable<Disclosure> disclosures)
    {
        var json = Facts(leaf);
        var values = disclosures.Select(d => (d.Name, Value: JsonNode.Parse(d.Value.Span) as JsonObject ?? [])).ToList();
        foreach (var (name, value) in values)
        {
            Add(json, name, value);
        }

        foreach (var (pointer, part) in values.SelectMany(v => v.Value["values"] as JsonObject ?? []))
        {
            PutBack(json, JsonPointer.Tokens(pointer), part);
        }

        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
        return EventJsonReader.Read(bytes, ActionCatalog.Standard, new ProblemList()) ?? throw new InvalidDataException("A leaf and its disclosures always make an event.");
    }

    private static JsonObject Facts(Leaf leaf)
    {
        var actor = Party(leaf.Actor);
        actor["role"] = leaf.Role;
        actor["on_behalf_of"] = leaf.OnBehalfOf is { } other ? Party(other) : null;
        return new()
        {
            ["id"] = leaf.Id.ToString("D"),
            ["occurred_at"] = RfcTime.Format(leaf.OccurredAt),
            ["action"] = leaf.Action,
            ["category"] = leaf.Category,
            ["actor"] = actor,
            ["targets"] = leaf.Targets.Count == 0 ? null : new JsonArray([.. leaf.Targets.Select(Party)]),
            ["outcome"] = new JsonObject { ["result"] = Results.Name(leaf.Result), ["code"] = leaf.Code },
            ["context"] = new JsonObject
            {
                ["source"] = leaf.Source,
                ["request_id"] = leaf.RequestId,
                ["trace_id"] = leaf.TraceId,
                ["operation_id"] = leaf.OperationId,
            },
        };
    }

    private static JsonObject Party(LeafParty party) => new() { ["type"] = party.Type, ["id"] = party.Id };

    private static void Add(JsonObject json, string group, JsonObject value)
    {
        switch (group)
        {
            case DisclosureGroup.Actor:
                Identify(json["actor"], value, "id", "name");
                Identify(json["actor"]?["on_behalf_of"], value, "id");
                break;
            case DisclosureGroup.Contact:
                Move(value, json["actor"], "email", "phone");
                break;
            case DisclosureGroup.Network:
                Move(value, json["context"], "ip", "user_agent", "session_id");
                break;
            case DisclosureGroup.Targets:
                Name(json, value["ids"], "id");
                Name(json, value["names"], "name");
                break;
            default:
                Content(json, value);
                break;
        }
    }

    /// <summary>Puts a person's id and name where its pseudonym, or its id, stands.</summary>
    private static void Identify(JsonNode? party, JsonObject person, params ReadOnlySpan<string> members)
    {
        if (party is JsonObject && Subject(party) == person["subject"]?.GetValue<string>())
        {
            Move(person, party, members);
        }
    }

    private static string? Subject(JsonNode party) => party["id"] is { } id ? $"{party["type"]}:{id}" : null;

    private static void Content(JsonObject json, JsonObject value)
    {
        Move(value, json, "description", "reason", "changes", "metadata");
        Put(json["outcome"], "error", value["error"]);
    }

    /// <summary>Puts a person's part back where it was taken from; when that place is erased itself, there is nowhere to put it.</summary>
    private static void PutBack(JsonNode? place, string[] tokens, JsonNode? part)
    {
        foreach (var token in tokens[..^1])
        {
            place = place is JsonArray array ? At(array, token) : (place as JsonObject)?[token];
        }

        if (place is JsonArray items && int.TryParse(tokens[^1], CultureInfo.InvariantCulture, out var i) && i >= 0 && i < items.Count)
        {
            items[i] = part?.DeepClone();
        }
        else if (place is JsonObject members)
        {
            members[tokens[^1]] = part?.DeepClone();
        }
    }

    private static JsonNode? At(JsonArray array, string token) =>
        int.TryParse(token, CultureInfo.InvariantCulture, out var i) && i >= 0 && i < array.Count ? array[i] : null;

    private static void Name(JsonObject json, JsonNode? byPosition, string member)
    {
        foreach (var (position, text) in byPosition as JsonObject ?? [])
        {
            Put((json["targets"] as JsonArray) is { } targets ? At(targets, position) : null, member, text);
        }
    }

    private static void Move(JsonObject from, JsonNode? to, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (from.ContainsKey(member))
            {
                Put(to, member, from[member]);
            }
        }
    }

    private static void Put(JsonNode? place, string member, JsonNode? value)
    {
        if (place is JsonObject members && value is not null)
        {
            members[member] = value.DeepClone();
        }
    }
}
