using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// The objects of a JSON value of which one member says that another is secret, whichever comes first. One pass, and none where no
/// member is called so.
/// </summary>
internal ref struct PairObjects
{
    private const int Deepest = 64; // As deep as JsonWalk goes.

    private static readonly SearchValues<char> StringStops = SearchValues.Create("\"\\");
    private static readonly SearchValues<string> Triggers = SearchValues.Create(
        ["\"kty\"", "value", "\"val\"", "\"v\"", "\"before\"", "\"after\"", "\"old\"", "\"new\"", "\"from\"", "\"to\"", "\"previous",
            "\"current", "\"was\"", "\"default\""],
        StringComparison.OrdinalIgnoreCase);

    private readonly ReadOnlySpan<char> json;
    private readonly MemberNames names;
    private Dictionary<int, SaidOfObject>? said;

    private PairObjects(ReadOnlySpan<char> json, MemberNames names)
    {
        this.json = json;
        this.names = names;
    }

    /// <summary>What is said of each object, by where it begins; <see langword="null"/>: nothing of any.</summary>
    public static Dictionary<int, SaidOfObject>? Of(ReadOnlySpan<char> json, MemberNames names)
    {
        if (json[0] is not ('{' or '[') || !json.ContainsAny(Triggers))
        {
            return null;
        }

        var objects = new PairObjects(json, names);
        objects.Walk();
        return objects.said;
    }

    private void Walk()
    {
        Span<int> open = stackalloc int[Deepest]; // Where each level's object begins; of an array: -1.
        var depth = 0;
        for (var at = 0; at < json.Length;)
        {
            switch (json[at])
            {
                case '{' or '[':
                    if (depth == Deepest)
                    {
                        return; // The walk ends here, too.
                    }

                    open[depth++] = json[at] == '{' ? at : -1;
                    at++;
                    break;
                case '}' or ']':
                    depth--;
                    at++;
                    break;
                case '"':
                    var end = EndOfString(at);
                    if (end + 1 < json.Length && json[end] == ':' && json[end + 1] == '"')
                    {
                        var valueEnd = EndOfString(end + 1);
                        Note(open[depth - 1], json[(at + 1)..(end - 1)], json[(end + 1)..valueEnd]);
                        end = valueEnd;
                    }

                    at = end;
                    break;
                default:
                    at++;
                    break;
            }
        }
    }

    private void Note(int open, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (SaidOfObject.By(Plain(name), Plain(value), names) is { } by)
        {
            said ??= [];
            said[open] = SaidOfObject.Both(said.GetValueOrDefault(open), by);
        }
    }

    private static ReadOnlySpan<char> Plain(ReadOnlySpan<char> text) =>
        text.Length <= 6 * NameWords.Longest && text.Contains('\\') ? JsonText.Unescape(text) : text;

    private readonly int EndOfString(int at)
    {
        for (at++; json[at] != '"'; at += json[at] == '\\' ? 2 : 0)
        {
            at += json[at..].IndexOfAny(StringStops);
        }

        return at + 1;
    }
}
