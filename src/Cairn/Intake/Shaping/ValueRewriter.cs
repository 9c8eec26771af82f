using System.Buffers;
using System.Text;
using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>
/// Writes one JSON value anew, with other names and strings. Its input is valid JSON and compact down to the deepest level; half
/// surrogates may stand in strings.
/// </summary>
internal abstract class ValueRewriter
{
    private static readonly SearchValues<char> StringStops = SearchValues.Create("\"\\");
    private static readonly SearchValues<char> ScalarStops = SearchValues.Create(",]}");

    private readonly StringBuilder output = new();
    private readonly List<List<string>> names = []; // Of each object, in the order in which the objects begin.
    private int nextObject;
    private string json = "";
    private int at;
    private MarkPath path = new(static () => throw new InvalidOperationException("Nothing is rewritten."));

    /// <param name="value">The value.</param>
    /// <param name="from">Where its marks go.</param>
    /// <param name="level">The level it is in its event, if it is an object or array; the event itself is 1.</param>
    public AuditValue Rewrite(AuditValue value, MarkPath from, int level)
    {
        (json, at, path, nextObject) = (value.Json, 0, from, 0);
        output.Clear();
        names.Clear();
        ReadNames(level);
        at = 0;
        Value(level);
        return AuditValue.Trusted(output.ToString());
    }

    /// <summary>The names an object's members get, in their order, and what to say of those that change.</summary>
    public abstract IReadOnlyList<NewName> Names(IReadOnlyList<string> names);

    /// <summary>A string as it is after this step.</summary>
    protected abstract string String(string text, MarkPath here);

    private void Value(int level)
    {
        switch (json[at])
        {
            case '{' or '[' when level > EventLimits.Depth:
                TooDeep();
                break;
            case '{':
                Members(level);
                break;
            case '[':
                Items(level);
                break;
            case '"':
                JsonText.Quote(output, String(Text(), path));
                break;
            default:
                var start = at;
                SkipScalar();
                output.Append(json, start, at - start);
                break;
        }
    }

    // Recursion ends at the deepest level; below it is text.
    private void TooDeep()
    {
        var start = at;
        Skip();
        var mended = MalformedText.Mend(json[start..at], out var count);
        path.Here().Add(mark => mark with { Json = true, Malformed = mark.Malformed + count });
        JsonText.Quote(output, mended);
    }

    private void Members(int level)
    {
        var renamed = Names(names[nextObject++]);
        output.Append('{');
        for (var i = 0; i < renamed.Count; i++)
        {
            at++; // The brace or the comma before.
            SkipString();
            at++; // The colon.
            JsonText.Quote(i == 0 ? output : output.Append(','), renamed[i].Name);
            output.Append(':');
            renamed[i].EnterInto(path);
            Value(level + 1);
            path.Pop();
        }

        at += renamed.Count == 0 ? 2 : 1;
        output.Append('}');
    }

    private void Items(int level)
    {
        output.Append('[');
        if (json[at + 1] == ']')
        {
            at++;
        }

        for (var i = 0; json[at] != ']'; i++)
        {
            at++;
            _ = i == 0 ? output : output.Append(',');
            path.Push(i);
            Value(level + 1);
            path.Pop();
        }

        at++;
        output.Append(']');
    }

    // Before the walk: what an object's members are called then is told with the object. One pass, however deep it is.
    private void ReadNames(int level)
    {
        switch (json[at])
        {
            case '{' when level <= EventLimits.Depth:
                ReadMembers(level);
                break;
            case '[' when level <= EventLimits.Depth:
                for (at++; json[at] != ']'; at += json[at] == ',' ? 1 : 0)
                {
                    ReadNames(level + 1);
                }

                at++;
                break;
            default:
                Skip();
                break;
        }
    }

    private void ReadMembers(int level)
    {
        var own = new List<string>();
        names.Add(own);
        for (at++; json[at] != '}'; at += json[at] == ',' ? 1 : 0)
        {
            own.Add(Text());
            at++; // The colon.
            ReadNames(level + 1);
        }

        at++;
    }

    private string Text()
    {
        var start = at + 1;
        SkipString();
        var raw = json.AsSpan(start, at - 1 - start);
        return raw.Contains('\\') ? JsonText.Unescape(raw) : raw.ToString();
    }

    private void Skip()
    {
        var depth = 0;
        do
        {
            switch (json[at])
            {
                case '"':
                    SkipString();
                    break;
                case '{' or '[':
                    depth++;
                    at++;
                    break;
                case '}' or ']':
                    depth--;
                    at++;
                    break;
                case ',' or ':' or ' ' or '\t' or '\n' or '\r':
                    at++;
                    break;
                default:
                    SkipScalar();
                    break;
            }
        }
        while (depth > 0);
    }

    private void SkipScalar() => at += Primitives.Text.Until(json.AsSpan(at), ScalarStops);

    private void SkipString()
    {
        for (at++; json[at] != '"'; at += json[at] == '\\' ? 2 : 0)
        {
            at += json.AsSpan(at).IndexOfAny(StringStops);
        }

        at++;
    }
}
