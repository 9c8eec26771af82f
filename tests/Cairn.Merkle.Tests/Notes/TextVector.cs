using System.Text.Json.Serialization;
using Cairn.Contracts;

namespace Cairn.Merkle.Tests;

/// <summary>One case of <c>texts.json</c>: a text of some kind that a reader must take, and write again, or refuse.</summary>
public sealed record TextVector(string Kind, string Desc, string Text, bool Accept)
{
    [JsonIgnore]
    public bool Holds => Parsers.Named(Kind).RoundTrip(Text) == Text;

    // Not here: notes without a verifier, where nearly any text is one; PEMs, which are private keys; bundles, which are bytes.
    public static IEnumerable<TextVector> All() =>
        Parsers.All.Where(parser => parser.Kind is not "note" and not "pem" and not "bundle").SelectMany(Of);

    private static IEnumerable<TextVector> Of(Parser parser)
    {
        foreach (var (valid, i) in parser.Valid.Select((text, i) => (text, i)))
        {
            var right = new TextVector(parser.Kind, $"valid {parser.Kind} {i}", valid, true);
            yield return right;
            foreach (var (what, text) in Misspellings(valid).Where(m => m.Text != valid && !IsAnotherValue(parser.Kind, m.What)))
            {
                yield return new TextVector(parser.Kind, $"{right.Desc}: {what}", text, false);
            }
        }
    }

    // An unsigned origin may be nearly anything, and a narrower tile is a tile.
    private static bool IsAnotherValue(string kind, string what) =>
        (kind, what) is ("checkpoint", "a space before" or "the alphabet of URLs") or ("tile path", "the last character dropped");

    private static string WithNumber(string text, string sign) =>
        text.Replace("\n7\n", $"\n{sign}7\n", StringComparison.Ordinal).Replace("index ", $"index {sign}", StringComparison.Ordinal);

    private static IEnumerable<(string What, string Text)> Misspellings(string text)
    {
        yield return ("nothing", "");
        yield return ("a space before", " " + text);
        yield return ("a space after", text + " ");
        yield return ("a newline before", "\n" + text);
        yield return ("a newline after", text + "\n");
        yield return ("the last character dropped", text[..^1]);
        yield return ("carriage returns", text.Replace("\n", "\r\n", StringComparison.Ordinal));
        yield return ("padding dropped", text.Replace("=", "", StringComparison.Ordinal));
        yield return ("a stray bit", text.Replace("I=\n", "J=\n", StringComparison.Ordinal).Replace("U=", "V=", StringComparison.Ordinal));
        yield return ("the alphabet of URLs", text.Replace('/', '_'));
        yield return ("a tab for a space", text.Replace(' ', '\t'));
        yield return ("a hyphen for a dash", text.Replace('—', '-'));
        yield return ("leading zeros", WithNumber(text, "00"));
        yield return ("a sign", WithNumber(text, "+"));
        yield return ("a NUL after the number", text.Replace("\n7\n", "\n7\0\n", StringComparison.Ordinal));
        yield return ("a control character", text.Insert(text.Length / 2, "\u0001"));
        yield return ("all of it twice", text + text);
    }
}
