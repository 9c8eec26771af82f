using System.Buffers;
using System.Text;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>One walk over compact, valid JSON. Copies nothing until there is something to mask.</summary>
internal ref struct JsonWalk
{
    // Values are less deep when they come here, and JSON in a text was parsed to no more: the stack needs no test.
    private const int Deepest = 64;

    private static readonly SearchValues<char> StringStops = SearchValues.Create("\"\\");
    private static readonly SearchValues<char> ScalarStops = SearchValues.Create(",]}");

    private readonly JsonRedactor redactor;
    private readonly ReadOnlySpan<char> json;
    private readonly StringBuilder? path; // Only kept when places are exempt.
    private readonly int level;
    private readonly Dictionary<int, SaidOfObject>? said; // Of objects, by where they begin.
    private Splice splice;
    private int at;
    private bool tooDeep;

    public JsonWalk(JsonRedactor redactor, ReadOnlySpan<char> json, StringBuilder? path, int level)
    {
        (this.redactor, this.path, this.level) = (redactor, path, level);
        this.json = json;
        said = PairObjects.Of(json, redactor.Names);
        splice = new Splice(json);
    }

    public string? Run()
    {
        Value(0, inList: false);
        return tooDeep ? null : splice.Finish();
    }

    private void Value(int depth, bool inList)
    {
        switch (json[at])
        {
            case '{':
                Members(depth);
                break;
            case '[':
                Items(depth, inList);
                break;
            case '"':
                String();
                break;
            default:
                Scalar();
                break;
        }
    }

    private void Members(int depth)
    {
        if (Enter(depth))
        {
            return;
        }

        var (open, masked, taken) = (at, 0, default(HashSet<string>));
        var about = said?.GetValueOrDefault(open);
        while (json[at++] != '}' && json[at] != '}')
        {
            var start = at;
            SkipString();
            var raw = json[(start + 1)..(at - 1)];
            var name = raw.Contains('\\') ? Unescape(raw) : raw;
            if (TextRedactor.Name(name) is { } other)
            {
                splice.Replace(start, at, ((AuditValue)Unused(other, taken ??= Names(open), ref masked)).Json);
                name = other;
            }

            at++;
            Member(name, about, depth);
        }

        at += json[at - 1] == '}' ? 0 : 1;
    }

    private void Member(ReadOnlySpan<char> name, SaidOfObject? about, int depth)
    {
        var length = Push(name);
        if ((about?.RuleOf(name) ?? redactor.Names.Find(name)) is { } rule
            && JsonRedactor.Settles(json[at..], rule)
            && !(path is not null && redactor.IsExempt(path.ToString())))
        {
            var start = at;
            Skip();
            if (JsonRedactor.IsSecret(json[start..at], rule))
            {
                splice.Replace(start, at, rule.Json);
            }
            else if (rule.Needs is not null)
            {
                at = start;
                Value(depth + 1, inList: false);
            }
        }
        else
        {
            Value(depth + 1, inList: false);
        }

        Pop(length);
    }

    private void Items(int depth, bool inList)
    {
        if (Enter(depth))
        {
            return;
        }

        var list = new ListPairs(redactor, inList);
        for (var i = 0; json[at++] != ']' && json[at] != ']'; i++)
        {
            var length = path is null ? 0 : Push(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (json[at] == '"')
            {
                Item(ref list, i);
            }
            else
            {
                list.Forget();
                Value(depth + 1, inList: true);
            }

            Pop(length);
        }

        at += json[at - 1] == ']' ? 0 : 1;
    }

    // A string in a list may be the value of the name before it: ["authorization","Token …"], ["--password","…"].
    private void Item(ref ListPairs list, int position)
    {
        var start = at;
        SkipString();
        var raw = json[(start + 1)..(at - 1)];
        var text = raw.Contains('\\') ? Unescape(raw) : raw;
        if (list.Next(text, position, isLast: json[at] == ']') is { } found)
        {
            var masked = string.Concat(text[..found.Range.Start], found.Rule.Mark, text[found.Range.End..]);
            splice.Replace(start, at, ((AuditValue)masked).Json);
        }
        else if (redactor.Text.Free(text, level) is { } redacted)
        {
            splice.Replace(start, at, ((AuditValue)redacted).Json);
        }
    }

    private void String()
    {
        var start = at;
        SkipString();
        var raw = json[(start + 1)..(at - 1)];
        if (redactor.Text.Free(raw.Contains('\\') ? Unescape(raw) : raw, level) is { } redacted)
        {
            splice.Replace(start, at, ((AuditValue)redacted).Json);
        }
    }

    private void Scalar()
    {
        var start = at;
        at += Primitives.Text.Until(json[at..], ScalarStops);
        if (at - start >= 14 && CardNumbers.Redact(json[start..at]) is not null)
        {
            splice.Replace(start, at, MaskRules.Card.Json);
        }
    }

    /// <summary>Passes over a value without looking into it.</summary>
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
                case ',' or ':':
                    at++;
                    break;
                default:
                    at += Primitives.Text.Until(json[at..], ScalarStops);
                    break;
            }
        }
        while (depth > 0);
    }

    private void SkipString()
    {
        for (at++; json[at] != '"'; at += json[at] == '\\' ? 2 : 0)
        {
            at += json[at..].IndexOfAny(StringStops);
        }

        at++;
    }

    private bool Enter(int depth)
    {
        if (depth < Deepest && !tooDeep)
        {
            return false;
        }

        tooDeep = true;
        Skip();
        return true;
    }

    // Two secrets as names in one object must not become one name.
    private static string Unused(string name, HashSet<string> taken, ref int masked)
    {
        var unused = name;
        while (!taken.Add(unused))
        {
            unused = $"{name}#{++masked}";
        }

        return unused;
    }

    private HashSet<string> Names(int open)
    {
        var (back, names) = (at, new HashSet<string>(StringComparer.Ordinal));
        at = open;
        while (json[at++] != '}' && json[at] != '}')
        {
            var start = at + 1;
            SkipString();
            names.Add(Unescape(json[start..(at - 1)]));
            at++;
            Skip();
        }

        at = back;
        return names;
    }

    private readonly int Push(ReadOnlySpan<char> token)
    {
        var length = path?.Length ?? 0;
        path?.Append(JsonPointer.Of(token.ToString()));
        return length;
    }

    private readonly void Pop(int length) => path?.Remove(length, path.Length - length);

    private static string Unescape(ReadOnlySpan<char> raw) => JsonText.Unescape(raw);
}
