using System.Globalization;
using System.Text.Json;

namespace Cairn.Intake.Shaping;

/// <summary>The paths of an event's <c>personal</c> as a tree, so that one walk over the event finds what all of them name.</summary>
internal sealed class PathNode
{
    private readonly Dictionary<string, PathNode> children = new(StringComparer.Ordinal);

    /// <summary>Whether there is something here.</summary>
    public bool Exists { get; private set; }

    /// <summary>Whether it is a string: nothing can lie within.</summary>
    public bool IsString { get; private set; }

    /// <summary>The first part that names this; none: -1.</summary>
    public int Owner { get; set; } = -1;

    public PathNode At(string token) => children.TryGetValue(token, out var child) ? child : children[token] = new();

    public PathNode? Find(string token) => children.GetValueOrDefault(token);

    /// <summary>Finds what is there. Its recursion is as deep as the event.</summary>
    public void Resolve(JsonElement element)
    {
        (Exists, IsString) = (true, element.ValueKind == JsonValueKind.String);
        if (children.Count == 0)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                Find(member.Name)?.Resolve(member.Value);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            foreach (var item in element.EnumerateArray())
            {
                Find((i++).ToString(CultureInfo.InvariantCulture))?.Resolve(item);
            }
        }
    }
}
