using System.Text.Json;

namespace Cairn;

/// <summary>The members of one JSON object, each asked for once by name; what nobody asked for is unknown.</summary>
internal sealed class JsonMembers
{
    private readonly string place;
    private readonly ProblemList problems;
    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, JsonElement>> ordered = [];

    public JsonMembers(string place, JsonElement json, ProblemList problems)
    {
        this.place = place;
        this.problems = problems;
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add(place, "must be an object");
            return;
        }

        foreach (var member in json.EnumerateObject())
        {
            Take(member);
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
            return String(Place(name), element);
        }

        problems.Add(Place(name), "must be a string");
        return null;
    }

    public string RequiredText(string name)
    {
        if (Missing(name))
        {
            problems.Add(Place(name), "is required");
        }

        return Text(name) ?? "";
    }

    public AuditValue? Value(string name)
    {
        // null is a value here: it is a side that existed.
        if (!members.Remove(name, out var element))
        {
            return null;
        }

        return Copy(Place(name), element);
    }

    public JsonMembers? Object(string name) => Remove(name, out var element) ? new(Place(name), element, problems) : null;

    public JsonMembers? RequiredObject(string name)
    {
        if (Missing(name))
        {
            problems.Add(Place(name), "is required");
        }

        return Object(name);
    }

    public IReadOnlyList<T> Objects<T>(string name, int most, Func<JsonMembers, T> read)
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

        if (element.GetArrayLength() > most)
        {
            problems.Add(Place(name), $"{element.GetArrayLength()} of them, at most {most} are allowed");
            return [];
        }

        return [.. element.EnumerateArray().Select((item, i) => read(new($"{Place(name)}[{i}]", item, problems)))];
    }

    /// <summary>Every member with its value, in order: for an object whose names are the application's.</summary>
    public IReadOnlyList<KeyValuePair<string, AuditValue>> Values() =>
        [.. ordered.Select(member => KeyValuePair.Create(member.Key, Copy(Place(member.Key), member.Value)))];

    /// <summary>Names every member that nobody asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var name in members.Keys)
        {
            problems.Add(Place(name), "is not a member of an event");
        }
    }

    private void Take(JsonProperty member)
    {
        if (!ValueRules.TryName(member, out var name))
        {
            problems.Add(place, "a member's name holds an unpaired surrogate");
        }
        else if (!members.TryAdd(name, member.Value))
        {
            problems.Add(Place(name), "appears twice");
        }
        else
        {
            ordered.Add(new(name, member.Value));
        }
    }

    private bool Missing(string name) => !members.TryGetValue(name, out var element) || element.ValueKind == JsonValueKind.Null;

    private bool Remove(string name, out JsonElement element) => members.Remove(name, out element) && element.ValueKind != JsonValueKind.Null;

    private AuditValue Copy(string member, JsonElement element)
    {
        try
        {
            return AuditValue.From(element);
        }
        catch (InvalidOperationException)
        {
            ValueRules.Check(member, AuditValue.Trusted(element.GetRawText()), depth: 0, problems);
            return AuditValue.Null;
        }
    }

    private string String(string member, JsonElement element)
    {
        try
        {
            return element.GetString()!; // The element is a string.
        }
        catch (InvalidOperationException)
        {
            problems.Add(member, "holds an unpaired surrogate");
            return "";
        }
    }

    private string Place(string name) => place.Length == 0 ? name : $"{place}.{name}";
}
