namespace Cairn.Contracts;

/// <summary>The fuzz loop: seeded mutations of valid texts, as many as one has time for.</summary>
public static class Fuzz
{
    // What parsers trip over: separators, signs, digits, padding, white space of several kinds, control characters, half a pair.
    private const string Alphabet = "\n\r\t +-=/.0179aAfx_—\u00A0\u2028\u0000\u007F\uFEFF\u00ADé٧\uD800\uDC00";

    /// <summary>
    /// Runs a parser over so many mutated texts; says how many it took. Fails where it crashes or takes a second spelling.
    /// </summary>
    public static int Run(Parser parser, int seed, int count)
    {
        var (random, taken) = (new Random(seed), 0);
        for (var i = 0; i < count; i++)
        {
            var text = Mutated(parser, random);
            taken += Takes(parser, text) ? 1 : 0;
        }

        return taken;
    }

    private static bool Takes(Parser parser, string text)
    {
        string? written;
        try
        {
            written = parser.RoundTrip(text);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The {parser.Kind} parser crashed on {Escaped(text)}", e);
        }

        return written is null || written == text
            ? written is not null
            : throw new InvalidOperationException($"The {parser.Kind} parser took {Escaped(text)} for {Escaped(written)}");
    }

    private static string Mutated(Parser parser, Random random)
    {
        var text = parser.Valid[random.Next(parser.Valid.Count)];
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            text = MutatedOnce(text, parser.Valid[random.Next(parser.Valid.Count)], random);
        }

        return text;
    }

    private static string MutatedOnce(string text, string other, Random random)
    {
        var (at, to) = (random.Next(text.Length + 1), random.Next(text.Length + 1));
        (at, to) = (Math.Min(at, to), Math.Max(at, to));
        var c = Alphabet[random.Next(Alphabet.Length)];
        return random.Next(10) switch
        {
            0 => text.Insert(at, c.ToString()),
            1 or 2 when at < text.Length => $"{text[..at]}{c}{text[(at + 1)..]}",
            3 when at < text.Length => $"{text[..at]}{(char)(text[at] ^ (1 << random.Next(8)))}{text[(at + 1)..]}",
            4 when at < text.Length => text.Remove(at, 1),
            5 => text[..at] + text[to..],
            6 => text[..to] + text[at..],
            7 => text[..at] + other[Math.Min(at, other.Length)..],
            8 => WithLinesMoved(text, random),
            _ => text[..at] + (char)random.Next(0x300) + text[at..],
        };
    }

    private static string WithLinesMoved(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var line = lines[random.Next(lines.Count)];
        if (random.Next(2) == 0)
        {
            lines.Remove(line);
        }

        lines.Insert(random.Next(lines.Count + 1), line);
        return string.Join('\n', lines);
    }

    private static string Escaped(string text) =>
        string.Concat(text.Select(c => c is >= ' ' and <= '~' and not '\\' ? c.ToString() : $"\\u{(int)c:X4}"));
}
