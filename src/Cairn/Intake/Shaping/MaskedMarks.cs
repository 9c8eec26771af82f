using System.Globalization;
using System.Text.Json;
using Cairn.Redaction;

namespace Cairn.Intake.Shaping;

/// <summary>
/// Keeps marks at their places after masking: a member may have another name now, and a value that was masked whole has nothing within.
/// </summary>
internal static class MaskedMarks
{
    public static void Follow(AuditEvent before, AuditEvent after, Marks marks)
    {
        if (marks.Find("metadata") is { HasChildren: true } metadata)
        {
            for (var i = 0; i < after.Metadata.Count; i++)
            {
                metadata.Rename(before.Metadata[i].Key, after.Metadata[i].Key);
                Follow(metadata.Find(after.Metadata[i].Key), before.Metadata[i].Value, after.Metadata[i].Value);
            }
        }

        for (var i = 0; marks.Find("changes") is { HasChildren: true } changes && i < after.Changes.Count; i++)
        {
            var change = changes.Find(i.ToString(CultureInfo.InvariantCulture));
            Follow(change?.Find("before"), before.Changes[i].Before, after.Changes[i].Before);
            Follow(change?.Find("after"), before.Changes[i].After, after.Changes[i].After);
        }
    }

    private static void Follow(MarkNode? node, AuditValue? before, AuditValue? after)
    {
        if (node is { HasChildren: true } && after is { } value && before != after)
        {
            using var document = JsonDocument.Parse(value.Json);
            Follow(node, document.RootElement);
        }
    }

    private static void Follow(MarkNode node, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                Members(node, element);
                break;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in element.EnumerateArray())
                {
                    if (node.Find((i++).ToString(CultureInfo.InvariantCulture)) is { HasChildren: true } child)
                    {
                        Follow(child, item);
                    }
                }

                break;
            default:
                node.Clear();
                break;
        }
    }

    private static void Members(MarkNode node, JsonElement element)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        foreach (var (token, child) in node.Children.ToList())
        {
            var name = members.ContainsKey(token) ? token : TextRedactor.Name(token) ?? token;
            if (!members.TryGetValue(name, out var value))
            {
                node.Remove(token);
                continue;
            }

            node.Rename(token, name);
            Follow(child, value);
        }
    }
}
