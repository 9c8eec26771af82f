using System.Text.Json;

namespace Cairn.Viewer.Models;

/// <summary>A line of a change: one value, or one member of an object that changed.</summary>
internal sealed record ChangeLine(
    string Path, string PathIs, string? Member, DiffSide Before, string BeforeIs, DiffSide After, string AfterIs);

/// <summary>One side of a line: the value, and which pieces of its text the other side does not have.</summary>
internal sealed record DiffSide(AuditValue? Value, IReadOnlyList<(string Text, bool IsOwn)> Pieces);

/// <summary>Takes a change apart: objects by member, long texts by word.</summary>
internal static class ChangeLines
{
    private const int MostMembers = 200;
    private const int MostDepth = 4;

    public static IEnumerable<ChangeLine> Of(AuditChange change, int position)
    {
        var at = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/changes/{position}");
        return Lines(change.Before, change.After, "", 0).Take(MostMembers).Select(l =>
        {
            var (before, after) = Sides(l.Before, l.After);
            var member = l.Member.Length == 0 ? null : l.Member;
            return new ChangeLine(change.Path, $"{at}/path", member, before, $"{at}/before{member}", after, $"{at}/after{member}");
        });
    }

    private static IEnumerable<(string Member, AuditValue? Before, AuditValue? After)> Lines(
        AuditValue? before, AuditValue? after, string member, int depth)
    {
        if (depth >= MostDepth || before?.Json[0] != '{' || after?.Json[0] != '{')
        {
            return [(member, before, after)];
        }

        var (old, now) = (JsonNames.Members(before.Value), JsonNames.Members(after.Value));
        return old.Keys.Concat(now.Keys.Where(k => !old.ContainsKey(k)))
            .Select(name => (Name: name, Old: Value(old, name), Now: Value(now, name)))
            .Where(m => m.Old != m.Now)
            .SelectMany(m => Lines(m.Old, m.Now, $"{member}/{JsonNames.Escape(m.Name)}", depth + 1))
            .DefaultIfEmpty((member, before, after));
    }

    private static AuditValue? Value(Dictionary<string, AuditValue> members, string name) =>
        members.TryGetValue(name, out var value) ? value : default(AuditValue?);

    private static (DiffSide Before, DiffSide After) Sides(AuditValue? before, AuditValue? after)
    {
        var (old, now) = (before is { } b ? ValueWords.Of(b) : null, after is { } a ? ValueWords.Of(a) : null);
        if (old is null || now is null || !WordDiff.Fits(old, now))
        {
            return (new(before, old is null ? [] : [(old, false)]), new(after, now is null ? [] : [(now, false)]));
        }

        var (left, right) = WordDiff.Of(old, now);
        return (new(before, left), new(after, right));
    }
}

/// <summary>Names within JSON.</summary>
internal static class JsonNames
{
    /// <summary>A name as a JSON Pointer has it.</summary>
    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The members of an object, each with its value as it is spelled.</summary>
    public static Dictionary<string, AuditValue> Members(AuditValue value)
    {
        using var document = JsonDocument.Parse(value.Json, new() { MaxDepth = 256 });
        return document.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => AuditValue.From(m.Value), StringComparer.Ordinal);
    }

    /// <summary>The elements of an array.</summary>
    public static IReadOnlyList<AuditValue> Items(AuditValue value)
    {
        using var document = JsonDocument.Parse(value.Json, new() { MaxDepth = 256 });
        return [.. document.RootElement.EnumerateArray().Select(item => AuditValue.From(item))];
    }
}
