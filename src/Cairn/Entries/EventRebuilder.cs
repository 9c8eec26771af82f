using System.Globalization;
using System.Text.Json;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>
/// Puts an event together again, as it came, from its leaf and what is left of its disclosures. Whose its parts are (<c>personal</c>) is
/// not put back: the disclosures say it.
/// </summary>
internal sealed class EventRebuilder
{
    private readonly Leaf leaf;
    private readonly bool isComplete;
    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (string? Id, string? Name)> targets = [];
    private readonly List<ShapeMark> marks = [];
    private readonly ContentRebuilder content = new();
    private JsonElement? actor;
    private JsonElement? contact;
    private JsonElement? network;

    private EventRebuilder(Leaf leaf, bool isComplete) => (this.leaf, this.isComplete) = (leaf, isComplete);

    /// <param name="leaf">The leaf.</param>
    /// <param name="disclosures">Its disclosures, as far as they can be read.</param>
    /// <param name="auditEvent">
    /// The event. What is gone is absent; where the text behind a pseudonym or stand-in is gone, that stands there itself.
    /// </param>
    /// <returns><see langword="false"/> when leaf and disclosures fit each other, but were not written by Cairn.</returns>
    public static bool TryRebuild(Leaf leaf, IReadOnlyList<Disclosure> disclosures, out AuditEvent? auditEvent)
    {
        var documents = new List<JsonDocument>(disclosures.Count);
        try
        {
            var rebuilder = new EventRebuilder(leaf, disclosures.Count == leaf.Digests.Count);
            foreach (var disclosure in disclosures)
            {
                documents.Add(JsonDocument.Parse(disclosure.Value));
                rebuilder.Add(disclosure, documents[^1].RootElement);
            }

            auditEvent = rebuilder.Event();
        }
        catch (Exception e)
            when (e is JsonException or ArgumentException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            auditEvent = null; // A duplicate member, a number for a text, a place that is not there.
        }
        finally
        {
            documents.ForEach(static d => d.Dispose());
        }

        return auditEvent is not null;
    }

    private void Add(Disclosure disclosure, JsonElement value)
    {
        if (value.TryGetProperty("shaped", out var shaped))
        {
            marks.AddRange(ShapeMarkJson.Read(shaped));
        }

        switch (disclosure.Name)
        {
            case DisclosureGroup.Actor:
                Actor(disclosure.Subject, value);
                break;
            case DisclosureGroup.Contact:
                contact = value;
                break;
            case DisclosureGroup.Network:
                network = value;
                break;
            case DisclosureGroup.Targets:
                Targets(value);
                break;
            default:
                content.Add(value);
                break;
        }
    }

    private void Actor(string? subject, JsonElement value)
    {
        if (subject == leaf.Actor.Subject)
        {
            actor = value;
        }

        if (subject is not null && Text(value, "id") is { } id)
        {
            ids[subject] = id;
        }
    }

    private void Targets(JsonElement value)
    {
        foreach (var (position, id) in ByPosition(value, "ids"))
        {
            targets[position] = targets.GetValueOrDefault(position) with { Id = id };
        }

        foreach (var (position, name) in ByPosition(value, "names"))
        {
            targets[position] = targets.GetValueOrDefault(position) with { Name = name };
        }
    }

    private AuditEvent Event()
    {
        content.PutBack();
        return new()
        {
            Id = leaf.Id,
            OccurredAt = leaf.OccurredAt,
            Action = leaf.Action,
            Category = Word(leaf.Category, content.First, "category", isEncoded: false),
            Description = content.Text("/description"),
            Actor = Actor(),
            Targets = [.. leaf.Targets.Select(Target), .. MoreTargets()],
            Outcome = new(leaf.Result, Word(leaf.Code, content.First, "code", isEncoded: true), content.Text("/outcome/error")),
            Duration = leaf.Duration is { } milliseconds
                ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond))
                : null,
            Reason = content.Text("/reason"),
            Context = Context(),
            Changes = content.Changes(),
            Metadata = content.Metadata(),
            Shaped = [.. marks.OrderBy(m => m.Path, Utf8Order.Comparer)],
        };
    }

    private AuditActor Actor() => new(PercentEncoding.Decode(leaf.Actor.Type), ActorId())
    {
        Name = Text(actor, "name"),
        Email = Text(contact, "email"),
        Phone = Text(contact, "phone"),
        Role = Word(leaf.Role, actor, "role", isEncoded: true),
        OnBehalfOf = leaf.OnBehalfOf is { } other ? new(PercentEncoding.Decode(other.Type), Id(other)) : null,
    };

    // An actor that came without an id is known by phone or e-mail address; where something is gone, its id may be among it.
    // A pseudonym makes a subject.
    private string? ActorId() => isComplete && leaf.Actor.IsPseudonym ? ids.GetValueOrDefault(leaf.Actor.Subject!) : Id(leaf.Actor);

    // What is covered makes a subject.
    private string? Id(LeafParty party) => party.IsCovered && ids.TryGetValue(party.Subject!, out var id) ? id : party.Id;

    private AuditTarget Target(LeafParty target, int position)
    {
        var (id, name) = targets.GetValueOrDefault(position);
        return new(PercentEncoding.Decode(target.Type), target.IsCovered && id is not null ? id : target.Id, name);
    }

    private IEnumerable<AuditTarget> MoreTargets()
    {
        var position = leaf.Targets.Count;
        foreach (var target in content.More("more_targets"))
        {
            var name = targets.GetValueOrDefault(position++).Name;
            yield return new(Text(target, "type") ?? AuditActor.UnknownType, Text(target, "id"), name ?? Text(target, "name"));
        }
    }

    private AuditContext Context() => new()
    {
        Source = Word(leaf.Source, network, "source", isEncoded: true),
        Ip = Text(network, "ip"),
        UserAgent = Text(network, "user_agent"),
        RequestId = Word(leaf.RequestId, network, "request_id", isEncoded: false),
        TraceId = Word(leaf.TraceId, network, "trace_id", isEncoded: false),
        SessionId = Text(network, "session_id"),
        OperationId = Word(leaf.OperationId, network, "operation_id", isEncoded: false),
    };

    private static string? Word(string? inLeaf, JsonElement? behind, string member, bool isEncoded) =>
        inLeaf is null ? null
        : StandIn.Is(inLeaf) ? Text(behind, member) ?? inLeaf
        : isEncoded ? PercentEncoding.Decode(inLeaf) : inLeaf;

    private static IEnumerable<(int Position, string? Text)> ByPosition(JsonElement value, string member)
    {
        if (!value.TryGetProperty(member, out var texts))
        {
            yield break;
        }

        foreach (var text in texts.EnumerateObject())
        {
            yield return (int.Parse(text.Name, NumberStyles.None, CultureInfo.InvariantCulture), text.Value.GetString());
        }
    }

    private static string? Text(JsonElement? value, string member) =>
        value is { } members && members.TryGetProperty(member, out var text) ? text.GetString() : null;
}
