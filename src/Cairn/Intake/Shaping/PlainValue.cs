using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>Whether a JSON value stays as it is, seen without writing it anew: the common case costs one pass and no memory.</summary>
internal ref struct PlainValue
{
    // So many names of one object are told apart without memory of their own.
    private const int Few = 16;

    private static readonly SearchValues<char> StringStops = SearchValues.Create("\"\\");
    private static readonly SearchValues<char> ScalarStops = SearchValues.Create(",]}");

    private readonly ReadOnlySpan<char> json;
    private int at;

    private PlainValue(ReadOnlySpan<char> json) => this.json = json;

    /// <param name="value">The value.</param>
    /// <param name="level">The level it is in its event, if it is an object or array.</param>
    public static bool Is(AuditValue value, int level) =>
        Grammar.IsUnicode(value.Json) && (!value.IsContainer || new PlainValue(value.Json).Value(level));

    private bool Value(int level)
    {
        switch (json[at])
        {
            case '{':
                return level <= EventLimits.Depth && Members(level);
            case '[':
                return level <= EventLimits.Depth && Items(level);
            case '"':
                SkipString();
                return true;
            default:
                at += Text.Until(json[at..], ScalarStops);
                return true;
        }
    }

    private bool Members(int level)
    {
        Span<Range> few = stackalloc Range[Few];
        HashSet<string>? many = null;
        var count = 0;
        while (json[at] != '}' && json[at + 1] != '}')
        {
            at++;
            var start = at + 1;
            SkipString();
            var name = start..(at - 1);
            at++;
            if (!IsNew(name, few[..Math.Min(count, Few)], ref many) || !Value(level + 1))
            {
                return false;
            }

            few[Math.Min(count++, Few - 1)] = name;
        }

        at += json[at] == '}' ? 1 : 2;
        return true;
    }

    private readonly bool IsNew(Range name, ReadOnlySpan<Range> few, ref HashSet<string>? many)
    {
        var text = json[name];
        if (text.Length > EventLimits.Characters || ValueShaper.IsReserved(text) || text.Contains('\\'))
        {
            return false; // Long ones are counted exactly, and escapes undone, where it is written anew.
        }

        if (few.Length == Few)
        {
            many ??= [.. Names(few)];
            return many.Add(text.ToString());
        }

        foreach (var other in few)
        {
            if (json[other].SequenceEqual(text))
            {
                return false;
            }
        }

        return true;
    }

    private readonly List<string> Names(ReadOnlySpan<Range> ranges)
    {
        var names = new List<string>(ranges.Length);
        foreach (var range in ranges)
        {
            names.Add(json[range].ToString());
        }

        return names;
    }

    private bool Items(int level)
    {
        if (json[at + 1] == ']')
        {
            at += 2;
            return true;
        }

        while (json[at] != ']')
        {
            at++;
            if (!Value(level + 1))
            {
                return false;
            }
        }

        at++;
        return true;
    }

    private void SkipString()
    {
        for (at++; json[at] != '"'; at += json[at] == '\\' ? 2 : 0)
        {
            at += json[at..].IndexOfAny(StringStops);
        }

        at++;
    }
}
