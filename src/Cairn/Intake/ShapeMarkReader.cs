using System.Text.Json;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Intake;

/// <summary>Reads the marks of an event that Cairn wrote.</summary>
internal static class ShapeMarkReader
{
    // No place in an event is deeper: three levels down to a value, and the value's own.
    private const int MostTokens = 2 * EventLimits.Depth;

    public static IReadOnlyList<ShapeMark> Read(JsonMembers json, ProblemList problems) =>
        [.. json.Free("shaped", static element => element).Select(member => Mark(member.Key, member.Value, problems))];

    private static ShapeMark Mark(string path, JsonElement element, ProblemList problems)
    {
        if (!JsonPointer.IsValid(path) || path.AsSpan().Count('/') > MostTokens)
        {
            problems.Add("shaped", "must have JSON Pointers for names");
            return new("");
        }

        var json = new JsonMembers("shaped", element, problems);
        var mark = new ShapeMark(path)
        {
            Malformed = json.Natural("malformed", long.MaxValue) ?? 0,
            Renamed = json.True("renamed"),
            Json = json.True("json"),
            Pointer = json.True("pointer"),
            Length = json.Natural("length", long.MaxValue),
            Sha256 = json.Text("sha256"),
            Count = json.Natural("count", long.MaxValue),
            Ignored = json.Natural("ignored", long.MaxValue),
        };
        json.RefuseOthers();
        if (mark == new ShapeMark(path))
        {
            problems.Add("shaped", "must say what was done at each place");
        }

        return mark;
    }
}
