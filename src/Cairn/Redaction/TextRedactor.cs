using System.Buffers;
using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// Masks what is secret in one text: by shape, by check digit, by the name before it; last by the application's own rules.
/// </summary>
internal sealed class TextRedactor
{
    // JSON in a string in JSON: each level doubles the backslashes of the one within, so a real one is never deep.
    private const int DeepestText = 4;

    // No pair is without a separator, and none is hidden without a backslash.
    private static readonly SearchValues<char> PairStops = SearchValues.Create(Redaction.Pairs.SeparatorCharacters + '\\');

    // Of names that are told before anybody's options are known.
    private static readonly Pairs KnownPairs = new(new MemberNames([], []));

    private readonly Pairs pairs;
    private readonly JsonRedactor json;
    private readonly Func<string, string?>[] own;

    public TextRedactor(MemberNames names, IEnumerable<string> exemptPaths, IEnumerable<Func<string, string?>> own)
    {
        pairs = new Pairs(names);
        json = new JsonRedactor(names, this, exemptPaths);
        this.own = [.. own];
    }

    public JsonRedactor Json => json;

    /// <summary>The text without its secrets; <see langword="null"/> when there are none.</summary>
    public string? Free(ReadOnlySpan<char> text, int level = 0) => Redact(text, inId: false, level);

    /// <summary>An id or token without its secrets; <see langword="null"/> when there are none.</summary>
    public string? Id(ReadOnlySpan<char> text) => Redact(text, inId: true, DeepestText);

    /// <summary>
    /// A member's name without secrets; <see langword="null"/> when there are none. The rules of the application are not asked.
    /// </summary>
    public static string? Name(ReadOnlySpan<char> text)
    {
        var redacted = Shapes(text);
        return text.ContainsAny(PairStops) ? KnownPairs.Redact(redacted ?? text, inId: true) ?? redacted : redacted;
    }

    private static string? Shapes(ReadOnlySpan<char> text)
    {
        if (text.Length < SecretShapes.Shortest)
        {
            return CardCodes.Redact(text);
        }

        var redacted = SecretShapes.Redact(text);
        redacted = CardNumbers.Redact(redacted ?? text) ?? redacted;
        redacted = CardCodes.Redact(redacted ?? text) ?? redacted;
        return BotToken.Redact(redacted ?? text) ?? redacted;
    }

    private string? Redact(ReadOnlySpan<char> text, bool inId, int level)
    {
        if (level < DeepestText && LooksLikeJson(text) && TryJson(text, level, out var redacted))
        {
            return Own(redacted, text);
        }

        // Shapes go first: a name alone would mask the first line of a key.
        redacted = Shapes(text);
        redacted = Pairs(redacted ?? text, inId) ?? redacted;
        redacted = LinkCodes.Redact(redacted ?? text) ?? redacted;
        redacted = inId ? redacted : Words(redacted ?? text) ?? redacted;
        return Own(redacted, text);
    }

    /// <summary>What the words before it say is secret.</summary>
    private string? Words(ReadOnlySpan<char> text)
    {
        var redacted = QuotedSecrets.Redact(text, json.Names);
        return CommandLines.Redact(redacted ?? text, json.Names) ?? redacted;
    }

    // JSON cut out of its text: .NET writes the quotes of JSON in JSON as \u0022, and anybody may write a letter so.
    private string? Pairs(ReadOnlySpan<char> text, bool inId) =>
        !text.ContainsAny(PairStops) ? null
        : pairs.Redact(text.Contains(JsonText.AsciiEscape, StringComparison.Ordinal) ? JsonText.UnescapeAscii(text) : text, inId);

    private static bool LooksLikeJson(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || !(text[0] is '{' or '[' || char.IsWhiteSpace(text[0])))
        {
            return false;
        }

        text = text.Trim();
        return text.Length > 2 && (text[0], text[^1]) is ('{', '}') or ('[', ']') && !MaskMarks.IsMark(text);
    }

    private bool TryJson(ReadOnlySpan<char> text, int level, out string? redacted)
    {
        redacted = null;
        try
        {
            using var document = JsonDocument.Parse(text.ToString());
            var compact = AuditValue.From(document.RootElement).Json;
            if (!Grammar.IsUnicode(compact))
            {
                return false; // Half a pair as an escape in it would come out as one: then it is text.
            }

            redacted = json.Redact(compact, "", level + 1);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return false; // Not JSON: then it is text.
        }
    }

    private string? Own(string? redacted, ReadOnlySpan<char> text)
    {
        foreach (var rule in own)
        {
            var before = redacted ?? text.ToString();
            var after = Apply(rule, before);
            redacted = after == before ? redacted : after;
        }

        return redacted;
    }

    // A rule that fails may have failed on a secret.
    private static string Apply(Func<string, string?> rule, string text)
    {
        try
        {
            return rule(text) is { } after && Grammar.IsUnicode(after) ? after : MaskRules.Application.Mark;
        }
        catch (Exception)
        {
            return MaskRules.Application.Mark; // The application's code must not break its own recording.
        }
    }
}
