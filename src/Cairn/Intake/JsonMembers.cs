using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Cairn.Events;
using Cairn.Intake.Shaping;
using Cairn.Primitives;
using Cairn.Redaction;

namespace Cairn.Intake;

/// <summary>The members of one JSON object, each asked for once by name; what nobody asked for is unknown.</summary>
internal sealed class JsonMembers
{
    private const int MostShown = 64;

    // A look at each is cheaper than a dictionary, and there are objects of a hundred thousand members.
    private const int Few = 16;

    private const int LongestKnown = 16;

    // Names that need not be made anew for each event.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = new[]
    {
        "action", "category", "id", "occurred_at", "description", "actor", "targets", "outcome", "duration", "reason", "context", "changes",
        "metadata", "personal", "shaped", "type", "name", "email", "phone", "role", "on_behalf_of", "result", "code", "error", "source",
            "ip",
        "user_agent", "request_id", "trace_id", "session_id", "operation_id", "path", "before", "after", "subject",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly string place;
    private readonly ProblemList problems;
    private readonly (string? Name, JsonElement Value)[] members = []; // Without a name: somebody asked for it.
    private readonly Dictionary<string, int>? places;

    public JsonMembers(string place, JsonElement json, ProblemList problems)
    {
        this.place = place;
        this.problems = problems;
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add(place, "must be an object");
            return;
        }

        var count = json.GetPropertyCount();
        members = count == 0 ? [] : new (string?, JsonElement)[count];
        places = count > Few ? new(count, StringComparer.Ordinal) : null;
        var at = 0;
        foreach (var member in json.EnumerateObject())
        {
            if (Name(member) is var name && Find(name) < 0)
            {
                members[at] = (name, member.Value);
                places?.Add(name, at++);
                at += places is null ? 1 : 0;
            }
            else
            {
                problems.Add(Place(Shown(name)), "appears twice");
            }
        }
    }

    public string? Text(string name)
    {
        if (!Remove(name, out var element))
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.String)
        {
            return String(element);
        }

        problems.Add(Place(name), "must be a string");
        return null;
    }

    /// <summary>An id: a string or an integer.</summary>
    public string? Id(string name)
    {
        if (!Remove(name, out var element))
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.String)
        {
            return String(element);
        }

        if (IsInteger(element))
        {
            return element.GetRawText();
        }

        problems.Add(Place(name), "must be a string or an integer");
        return null;
    }

    /// <summary>An integer from 0 to <paramref name="most"/>; another one counts as absent.</summary>
    public long? Natural(string name, long most)
    {
        if (!Remove(name, out var element))
        {
            return null;
        }

        if (!IsInteger(element))
        {
            problems.Add(Place(name), "must be an integer");
            return null;
        }

        return JsonMarshal.GetRawUtf8Value(element)[0] != '-' && element.TryGetInt64(out var number) && number <= most ? number : null;
    }

    /// <summary>Whether the member is there; it can only be true.</summary>
    public bool True(string name)
    {
        if (!Remove(name, out var element))
        {
            return false;
        }

        if (element.ValueKind != JsonValueKind.True)
        {
            problems.Add(Place(name), "must be true");
        }

        return true;
    }

    /// <summary>Any JSON. null is a value here: it is a side that existed.</summary>
    public AuditValue? Value(string name) =>
        // A bare null would become JSON's.
        Take(name, out var element) ? AuditValue.From(element, EventValues.ChangeLevel) : default(AuditValue?);

    public JsonMembers? Object(string name) => Remove(name, out var element) ? new(Place(name), element, problems) : null;

    public IReadOnlyList<T> Objects<T>(string name, Func<JsonMembers, T> read)
    {
        if (!Remove(name, out var element))
        {
            return [];
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            problems.Add(Place(name), "must be an array");
            return [];
        }

        return [.. element.EnumerateArray().Select((item, i) => read(new($"{Place(name)}[{i}]", item, problems)))];
    }

    /// <summary>Every member of an object whose names are the application's, in order, also those that appear twice.</summary>
    public IReadOnlyList<KeyValuePair<string, T>> Free<T>(string name, Func<JsonElement, T> read)
    {
        if (!Remove(name, out var element))
        {
            return [];
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(Place(name), "must be an object");
            return [];
        }

        return [.. element.EnumerateObject().Select(member => KeyValuePair.Create(Name(member), read(member.Value)))];
    }

    /// <summary>Names every member that nobody asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var (name, _) in members)
        {
            if (name is not null)
            {
                problems.Add(Place(Shown(name)), "is not a member of an event");
            }
        }
    }

    private bool Remove(string name, out JsonElement element) => Take(name, out element) && element.ValueKind != JsonValueKind.Null;

    private bool Take(string name, out JsonElement element)
    {
        var at = Find(name);
        element = at < 0 ? default : members[at].Value;
        if (at >= 0)
        {
            members[at] = default;
            places?.Remove(name);
        }

        return at >= 0;
    }

    private int Find(string name)
    {
        if (places is not null)
        {
            return places.TryGetValue(name, out var place) ? place : -1;
        }

        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsInteger(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && !JsonMarshal.GetRawUtf8Value(element).ContainsAny((byte)'.', (byte)'e', (byte)'E');

    private static string String(JsonElement element) => Utf8Text.OfQuoted(JsonMarshal.GetRawUtf8Value(element));

    private static string Name(JsonProperty member)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        Span<char> name = stackalloc char[LongestKnown];
        return raw.Length <= LongestKnown
            && Ascii.ToUtf16(raw, name, out var length) == OperationStatus.Done
            && Known.TryGetValue(name[..length], out var known)
            ? known
            : Utf8Text.OfUnquoted(raw);
    }

    // A name from outside may be anything, also a secret.
    private static string Shown(string name)
    {
        name = MalformedText.Mend(name, out _);
        name = TextRedactor.Name(name) ?? name;
        return Cut.HasMore(name, MostShown) ? Cut.Characters(name, MostShown) + "…" : name;
    }

    private string Place(string name) => place.Length == 0 ? name : $"{place}.{name}";
}
