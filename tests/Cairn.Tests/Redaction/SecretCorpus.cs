using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cairn.Contracts;

namespace Cairn.Tests.Redaction;

/// <summary>
/// Realistic secrets in their surroundings, and what only looks like one: a line each in <c>corpus/secrets</c> and
/// <c>corpus/look-alikes</c>. What stands between ⟦ and ⟧ is secret; ‹a36› stands for 36 characters of an alphabet, ‹w› for a password,
/// so that no file holds what a scanner takes for a secret; ↵ is a line feed.
/// </summary>
public static partial class SecretCorpus
{
    private static readonly string Folder = Path.Combine(Repository.Root(), "tests", "Cairn.Tests", "Redaction", "corpus");

    private static readonly Dictionary<char, string> Alphabets = new()
    {
        ['a'] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        ['b'] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        ['d'] = "0123456789",
        ['h'] = "0123456789abcdef",
        ['l'] = "abcdefghijklmnopqrstuvwxyz0123456789",
        ['u'] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        ['U'] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    };

    private static readonly string[] Passwords =
        ["hunter2", "Tr0ub4dor&3", "S3cret!", "p@ssw0rd", "correct-horse7", "Xk9#mQ2z", "winter2026", "qwertz99"];

    /// <summary>The samples that hold secrets.</summary>
    public static IReadOnlyList<Sample> Secrets { get; } = Read("secrets");

    /// <summary>The samples that hold none.</summary>
    public static IReadOnlyList<Sample> LookAlikes { get; } = Read("look-alikes");

    private static List<Sample> Read(string folder) =>
    [
        .. from file in Directory.GetFiles(Path.Combine(Folder, folder), "*.txt").Order(StringComparer.Ordinal)
           let random = new Random(7)
           from line in File.ReadAllLines(file)
           where line.Length > 0 && line[0] != '#'
           select Sample.Of(Filled(line.Replace('↵', '\n'), random), file.EndsWith(".json.txt", StringComparison.Ordinal)),
    ];

    private static string Filled(string line, Random random) => Blank().Replace(line, blank => blank.Groups[1].Value[0] switch
    {
        'w' => Passwords[random.Next(Passwords.Length)] + random.Next(10, 99),
        'g' => new Guid(Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256)).ToArray()).ToString(),
        var kind => Characters(random, Alphabets[kind], int.Parse(blank.Groups[2].Value, CultureInfo.InvariantCulture)),
    });

    // Letters and digits are mixed, as in what a machine made up: with a digit among the first where there is room.
    private static string Characters(Random random, string alphabet, int count)
    {
        var text = new StringBuilder(random.GetString(alphabet, count));
        if (count > 8 && alphabet.Contains('7', StringComparison.Ordinal) && alphabet.Contains('5', StringComparison.Ordinal))
        {
            text[2] = '7';
        }

        return text.ToString();
    }

    [GeneratedRegex("‹([a-zA-Z])([0-9]*)›")]
    private static partial Regex Blank();

    /// <summary>One line.</summary>
    /// <param name="Text">What a program records.</param>
    /// <param name="Secrets">What of it may not be recorded.</param>
    /// <param name="IsJson">It is a JSON value, else free text.</param>
    public sealed record Sample(string Text, IReadOnlyList<string> Secrets, bool IsJson)
    {
        /// <summary>The event that a program hands over.</summary>
        public AuditEvent Event => IsJson
            ? new AuditEvent { Action = "a.b" }.With("value", AuditValue.Trusted(Text))
            : new AuditEvent { Action = "a.b", Reason = Text };

        internal static Sample Of(string line, bool isJson) => new(
            line.Replace("⟦", "", StringComparison.Ordinal).Replace("⟧", "", StringComparison.Ordinal),
            [.. Marked().Matches(line).Select(match => match.Groups[1].Value)],
            isJson);

        /// <summary>What of the secrets is in the event still.</summary>
        public IEnumerable<string> LeftIn(AuditEvent e)
        {
            var text = IsJson ? string.Join('\n', e.Metadata.Select(m => $"{m.Key}\n{m.Value.Json}")) : e.Reason!; // It was given.
            return Secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)
                || (secret.Length > 12 && text.Contains(secret[^8..], StringComparison.Ordinal)));
        }
    }

    [GeneratedRegex("⟦([^⟧]+)⟧")]
    private static partial Regex Marked();
}
