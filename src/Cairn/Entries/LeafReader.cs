using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>
/// Reads a leaf, member by member in the one order there is. Accepts only what <see cref="LeafWriter"/> writes, byte for byte.
/// </summary>
internal ref struct LeafReader
{
    // .NET's parser also takes signs and upper case.
    private static readonly SearchValues<byte> UuidDigits = SearchValues.Create("0123456789abcdef-"u8);

    // What a string of a leaf may hold at most: printable ASCII without the two that are escaped.
    private static readonly SearchValues<byte> Unescaped =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(c => (byte)c).Where(c => c is not ((byte)'"' or (byte)'\\'))]);

    private readonly ReadOnlySpan<byte> whole;
    private readonly TextPool? texts;
    private ReadOnlySpan<byte> rest;

    private LeafReader(ReadOnlySpan<byte> bytes, TextPool? texts)
    {
        rest = whole = bytes;
        this.texts = texts;
    }

    /// <summary>Reads the bytes of a leaf.</summary>
    /// <exception cref="FormatException">They are not a leaf; the message says what was expected and where.</exception>
    public static Leaf Parse(ReadOnlySpan<byte> bytes, TextPool? texts = null) => new LeafReader(bytes, texts).Read();

    /// <param name="bytes">Of the leaf.</param>
    /// <param name="leaf">What they say.</param>
    /// <param name="error">What was expected and where.</param>
    /// <param name="texts">Where many leaves are read: the words they share.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Leaf? leaf, out string error, TextPool? texts = null)
    {
        try
        {
            (leaf, error) = (Parse(bytes, texts), "");
            return true;
        }
        catch (FormatException e)
        {
            (leaf, error) = (null, e.Message);
            return false;
        }
    }

    private Leaf Read()
    {
        Expect("{\"v\":1,\"id\":\""u8);
        var id = Id();
        Expect(",\"log\":\""u8);
        var log = Word(LogIdentity.IsLogId, "a log id of 26 characters");
        Expect(",\"recorded_at\":\""u8);
        var recordedAt = Time();
        var (producer, seq) = Producer();
        var declared = Skip(",\"declared\":\""u8) ? Word(LeafText.IsDeclared, "16 characters of base64url") : null;
        Expect(",\"occurred_at\":\""u8);
        var occurredAt = Time();
        Expect(",\"action\":\""u8);
        var action = Word(Grammar.IsAction, "an action");
        Expect(",\"category\":\""u8);
        var category = Word(LeafText.IsCategory, "a category");
        Expect(",\"actor\":"u8);
        var actor = Party();
        var role = Token(",\"role\":\""u8);
        var other = Skip(",\"on_behalf_of\":"u8) ? ClosedParty() : null;
        Expect("}"u8);
        var targets = Targets();
        var (result, code) = Outcome();
        var leaf = new Leaf
        {
            Id = id,
            Log = log,
            RecordedAt = recordedAt,
            Producer = producer,
            Seq = seq,
            Declared = declared,
            OccurredAt = occurredAt,
            Action = action,
            Category = category,
            Actor = actor,
            Role = role,
            OnBehalfOf = other,
            Targets = targets,
            Result = result,
            Code = code,
            Duration = Skip(",\"duration\":"u8) ? Number(0, "a duration from 0 to 2^53-1") : null,
            Source = Token(",\"source\":\""u8),
            RequestId = Reference(",\"request_id\":\""u8),
            TraceId = Skip(",\"trace_id\":\""u8) ? Text(LeafText.IsTraceId, "a trace id of 32 hexadecimal digits or a stand-in") : null,
            OperationId = Reference(",\"operation_id\":\""u8),
            Manifest = Skip(",\"manifest\":\""u8) ? Text(IsDigest, "a digest of 43 characters") : null,
            Digests = Digests(),
        };
        Expect("}"u8);
        if (!rest.IsEmpty)
        {
            throw Wrong("nothing behind the closing brace");
        }

        return IsCairnsOwn(leaf) == leaf.IsCairns
            ? leaf
            : throw Wrong("a manifest, the actor system cairn and the category cairn in Cairn's own entries, and a manifest in no other");
    }

    private static bool IsCairnsOwn(Leaf leaf) => leaf.Manifest is not null
        && (!leaf.IsCairns
            || (leaf.Declared is null && leaf.Category == AuditCategories.Cairn && leaf.Actor is { Type: "system", Id: "cairn" }));

    /// <summary>Whether the text is base64url of 32 bytes in its one spelling.</summary>
    public static bool IsDigest(string text) => Base64Text.IsSpelled(text, 32);

    private Guid Id()
    {
        var text = Characters("a UUID");
        return Utf8Parser.TryParse(text, out Guid id, out var length, 'D')
            && length == text.Length
            && !text.ContainsAnyExcept(UuidDigits)
            && id != Guid.Empty
            ? id
            : throw Wrong("a UUID in lower case, not all zero");
    }

    private DateTimeOffset Time()
    {
        Span<char> text = stackalloc char[RfcTime.Length];
        return Ascii.ToUtf16(Characters("a time"), text, out var length) == OperationStatus.Done
            && RfcTime.TryParseCanonical(text[..length], out var time)
            ? time
            : throw Wrong("a time such as 2026-11-21T09:30:00.123456Z");
    }

    private (string? Name, long Seq) Producer()
    {
        if (!Skip(",\"producer\":\""u8))
        {
            return (null, 0);
        }

        var name = Word(Grammar.IsProducer, "a producer");
        Expect(",\"seq\":"u8);
        return (name, Number(1, "a sequence number from 1 to 2^53-1"));
    }

    // An integer in its one spelling, below 2^53.
    private long Number(long least, string expected)
    {
        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = rest[..Math.Max(0, end)];
        if (digits.Length is 0 or > 16 || (digits[0] == '0' && digits.Length > 1))
        {
            throw Wrong(expected);
        }

        var number = long.Parse(digits, CultureInfo.InvariantCulture);
        if (number < least || number >= 1L << 53)
        {
            throw Wrong(expected);
        }

        rest = rest[digits.Length..];
        return number;
    }

    private LeafParty Party()
    {
        Expect("{\"type\":\""u8);
        return new(Word(PercentEncoding.Type.Is, "a type"), Skip(",\"id\":\""u8) ? Word(LeafText.IsId, "an id") : null);
    }

    private LeafParty ClosedParty()
    {
        var party = Party();
        Expect("}"u8);
        return party;
    }

    private List<LeafParty> Targets()
    {
        var targets = new List<LeafParty>();
        if (!Skip(",\"targets\":["u8))
        {
            return targets;
        }

        do
        {
            targets.Add(ClosedParty());
        }
        while (Skip(","u8));
        Expect("]"u8);
        return targets.Count <= Leaf.MostTargets ? targets : throw Wrong($"at most {Leaf.MostTargets} targets");
    }

    private (AuditResult Result, string? Code) Outcome()
    {
        Expect(",\"outcome\":{\"result\":\""u8);
        var name = Characters("a result");
        if (!ResultNames.TryParse(texts?.Get(name) ?? Encoding.ASCII.GetString(name), out var result))
        {
            throw Wrong("success, failure, denied or unfinished");
        }

        var code = Token(",\"code\":\""u8);
        Expect("}"u8);
        return (result, code);
    }

    private List<string> Digests()
    {
        var digests = new List<string>();
        if (!Skip(",\"_sd\":["u8))
        {
            return digests;
        }

        do
        {
            Expect("\""u8);
            var digest = Text(IsDigest, "a digest of 43 characters");
            if (digests.Count > 0 && string.CompareOrdinal(digests[^1], digest) >= 0)
            {
                throw Wrong("digests in ascending order");
            }

            digests.Add(digest);
        }
        while (Skip(","u8));
        Expect("]"u8);
        return digests.Count <= Leaf.MostDigests ? digests : throw Wrong($"at most {Leaf.MostDigests} digests");
    }

    private string? Token(ReadOnlySpan<byte> name) =>
        Skip(name) ? Word(LeafText.IsToken, "1 to 192 bytes, percent-encoded, or a stand-in") : null;

    private string? Reference(ReadOnlySpan<byte> name) =>
        Skip(name) ? Text(LeafText.IsReference, "1 to 64 printable characters or a stand-in") : null;

    // A text of which there are few.
    private string Word(Func<string, bool> hasForm, string expected)
    {
        var start = rest;
        var characters = Characters(expected);
        return Formed(texts?.Get(characters) ?? Encoding.ASCII.GetString(characters), hasForm, expected, start);
    }

    private string Text(Func<string, bool> hasForm, string expected)
    {
        var start = rest;
        return Formed(Encoding.ASCII.GetString(Characters(expected)), hasForm, expected, start);
    }

    private string Formed(string text, Func<string, bool> hasForm, string expected, ReadOnlySpan<byte> start)
    {
        if (!hasForm(text))
        {
            rest = start;
            throw Wrong(expected);
        }

        return text;
    }

    // Up to the closing quote, which is passed.
    private ReadOnlySpan<byte> Characters(string expected)
    {
        var end = rest.IndexOfAnyExcept(Unescaped);
        if (end < 0 || rest[end] != '"')
        {
            throw Wrong(expected);
        }

        var characters = rest[..end];
        rest = rest[(end + 1)..];
        return characters;
    }

    private bool Skip(ReadOnlySpan<byte> literal)
    {
        if (!rest.StartsWith(literal))
        {
            return false;
        }

        rest = rest[literal.Length..];
        return true;
    }

    private void Expect(ReadOnlySpan<byte> literal)
    {
        if (!Skip(literal))
        {
            throw Wrong(Encoding.ASCII.GetString(literal));
        }
    }

    private readonly FormatException Wrong(string expected) => new($"byte {whole.Length - rest.Length}: expected {expected}");
}
