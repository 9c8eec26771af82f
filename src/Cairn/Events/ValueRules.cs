using System.Text.Json;

namespace Cairn;

/// <summary>What a JSON value inside an event may hold, at any depth.</summary>
internal static class ValueRules
{
    public static bool IsReserved(string name) => name is "_sd" or "_sd_alg" or "...";

    /// <summary>Whether the value needs no parser to be known for good: nothing, a number, a literal, or a string without an escape.</summary>
    public static bool IsPlain(AuditValue? value) =>
        value is not { } json || (!json.IsContainer && !json.Json.Contains('\\', StringComparison.Ordinal) && Grammar.IsText(json.Json));

    /// <summary>Checks a value that lies <paramref name="depth"/> levels down in its event.</summary>
    public static void Check(string member, AuditValue? value, int depth, ProblemList problems)
    {
        if (IsPlain(value) || value is not { } json)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(json.Json, new() { MaxDepth = EventLimits.Depth - depth });
            Walk(member, document.RootElement, problems);
        }
        catch (JsonException)
        {
            problems.Add(member, $"is not JSON, or makes the event deeper than {EventLimits.Depth} levels");
        }
    }

    /// <summary>Checks the name of a member of the object at <paramref name="holder"/>; a name that cannot be shown is not repeated.</summary>
    public static void MemberName(string holder, string name, ProblemList problems)
    {
        if (IsReserved(name))
        {
            problems.Add($"{holder}.{name}", "the names _sd, _sd_alg and ... are reserved by RFC 9901");
        }
        else if (!Grammar.IsText(name))
        {
            problems.Add(holder, "a member's name must be Unicode text without control characters but tab, line feed and carriage return");
        }
    }

    private static void Walk(string member, JsonElement element, ProblemList problems)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WalkObject(member, element, problems);
                break;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Walk($"{member}[{i++}]", item, problems);
                }

                break;
            case JsonValueKind.String when !IsText(element):
                problems.Add(member, "must be Unicode text; of the control characters only tab, line feed and carriage return are allowed");
                break;
            default:
                break;
        }
    }

    private static void WalkObject(string member, JsonElement element, ProblemList problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (!TryName(property, out var name))
            {
                problems.Add(member, "a member's name holds an unpaired surrogate");
                continue;
            }

            if (!seen.Add(name))
            {
                problems.Add($"{member}.{name}", "appears twice");
            }

            MemberName(member, name, problems);
            Walk($"{member}.{name}", property.Value, problems);
        }
    }

    /// <summary>The member's name; there is none where an unpaired surrogate was escaped in it: System.Text.Json parses that, but has no string for it.</summary>
    public static bool TryName(JsonProperty member, out string name)
    {
        try
        {
            name = member.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return false;
        }
    }

    private static bool IsText(JsonElement element)
    {
        try
        {
            return Grammar.IsText(element.GetString());
        }
        catch (InvalidOperationException)
        {
            return false; // An unpaired surrogate, as in TryName.
        }
    }
}
