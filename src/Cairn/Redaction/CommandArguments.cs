namespace Cairn.Redaction;

/// <summary>The arguments of one command line, in order: each is asked for what is secret in it (<see cref="CommandTable"/>).</summary>
internal ref struct CommandArguments
{
    private const int Near = 3; // A word that sets stands so near before the name of what it sets.

    private SecretArgument[]? tool;
    private int seen; // Bit i: the word that the tool's argument i must come after.
    private SecretArgument? waiting;
    private int skipped;
    private MaskRule? named; // The word before was a name: --password, set DB_PASSWORD.
    private bool isEveryday; // And an everyday one.
    private int sinceSetter;

    /// <summary>Whether the next argument is a value that may be secret.</summary>
    public readonly bool ExpectsValue => named is not null || (waiting is not null && skipped == 0);

    /// <summary>The next argument is the password of the command behind a pipe.</summary>
    /// <param name="ofUser">With its user before a colon.</param>
    public void ExpectPiped(bool ofUser) => (waiting, skipped) = (ofUser ? Piped.User : Piped.Password, 0);

    /// <summary>What is secret in the next argument.</summary>
    /// <param name="word">The argument, without quotes around it.</param>
    /// <param name="names">The names known.</param>
    /// <param name="isLast">None follows it.</param>
    public (Range Range, MaskRule Rule)? Next(ReadOnlySpan<char> word, MemberNames names, bool isLast)
    {
        var isOption = word.StartsWith('-');
        if (!isOption && Value(word, isLast) is { } value)
        {
            return value;
        }

        named = null;
        if (waiting is { } expected && isOption && expected.Word.StartsWith('-'))
        {
            waiting = null; // An option without its value.
        }

        if (CommandTable.Find(word) is { } found)
        {
            Begin(found);
            return null;
        }

        if (Known(word, out var part))
        {
            return part;
        }

        if (isOption)
        {
            NameOption(word, names);
        }
        else
        {
            NameSetting(word, names);
        }

        return null;
    }

    private void Begin(SecretArgument[] arguments)
    {
        (tool, seen, waiting, sinceSetter) = (arguments, 0, null, 0);
        foreach (var argument in arguments)
        {
            if (argument.Word.Length == 0)
            {
                (waiting, skipped) = (argument, argument.Skipped);
            }
        }
    }

    private (Range, MaskRule)? Value(ReadOnlySpan<char> word, bool isLast)
    {
        if (named is { } rule)
        {
            named = null;
            return IsValue(word, isEveryday) && Pairs.IsSecret(word, rule, isQuoted: true) ? (0..word.Length, rule) : null;
        }

        if (waiting is not { } argument)
        {
            return null;
        }

        if (skipped > 0 && !(argument.EndsLine && isLast))
        {
            skipped--;
            return null;
        }

        if (argument.IsEveryday && word.StartsWith("\\\\", StringComparison.Ordinal))
        {
            return null; // net use Z: \\server\share PASSWORD
        }

        // Any word may be user/password.
        waiting = argument.Word.Length == 0 && argument.Part != SecretPart.Whole ? argument : null;
        return (!argument.EndsLine || (isLast && !word.ContainsAny("/."))) && IsValue(word, argument.IsEveryday)
            ? Part(word, 0, argument.Part)
            : null;
    }

    // An option or a word of the tool: what is attached to it, or what to wait for.
    private bool Known(ReadOnlySpan<char> word, out (Range, MaskRule)? found)
    {
        (found, var isKnown) = (null, false);
        for (var i = 0; i < tool?.Length; i++)
        {
            var argument = tool[i];
            var isReady = argument.After is null || (seen >> i & 1) == 1;
            if (argument.Apart && isReady && argument.Word.Length > 0 && word.Equals(argument.Word, Comparison(argument)))
            {
                (waiting, skipped, isKnown) = (argument, argument.Skipped, true);
            }
            else if (argument.Attached && isReady && word.Length > argument.Word.Length
                && word.StartsWith(argument.Word, StringComparison.Ordinal) && !word.StartsWith("--", StringComparison.Ordinal))
            {
                var from = argument.Word.Length + (word[argument.Word.Length] is '\'' or '"' or '=' ? 1 : 0);
                found = IsValue(word[from..], false) ? Part(word, from, argument.Part) : null;
                return true;
            }

            seen |= word.Equals(argument.After, StringComparison.Ordinal) && argument.After is not null ? 1 << i : 0;
        }

        return isKnown;
    }

    private static StringComparison Comparison(SecretArgument argument) =>
        argument.Word[0] is '-' ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    // --password x, -storepass x; not --no-password, not --password=x, which is a pair.
    private void NameOption(ReadOnlySpan<char> word, MemberNames names)
    {
        var name = word.TrimStart('-');
        if (name.Length is > 2 and <= NameWords.Longest && char.IsAsciiLetterOrDigit(name[^1]) && !name.ContainsAny("=:/$@")
            && names.Find(name) is { IsContent: false } rule && !CommandTable.Flags.Contains(FirstWord(name)))
        {
            (named, isEveryday) = (rule, false);
        }
    }

    private void NameSetting(ReadOnlySpan<char> word, MemberNames names)
    {
        if (CommandTable.Setters.Contains(word))
        {
            sinceSetter = Near;
            return;
        }

        if (sinceSetter-- > 0
            && word.Length is > 2 and <= NameWords.Longest
            && char.IsAsciiLetterOrDigit(word[^1])
            && !word.ContainsAny("=:")
            && SaidOfObject.Name(word, names) is { } rule)
        {
            (named, isEveryday) = (rule, !word.ContainsAnyExceptInRange('a', 'z'));
        }
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> name)
    {
        var end = name.IndexOfAny('-', '_');
        return end < 0 ? name : name[..end];
    }

    private static bool IsValue(ReadOnlySpan<char> word, bool isEveryday) =>
        !word.IsEmpty && !ValueTests.IsPlaceholder(word) && !CommandTable.Prose.Contains(word.TrimEnd(".,;:!?)"))
        && !(isEveryday && (word[0] == '/' || ValueTests.IsFieldName(word.TrimEnd(".,;:!?)"))));

    private static (Range, MaskRule)? Part(ReadOnlySpan<char> word, int from, SecretPart part)
    {
        var value = word[from..];
        var start = part switch
        {
            SecretPart.AfterColon or SecretPart.AfterAccount => value.IndexOf(':') + 1,
            SecretPart.AfterPercent => value.IndexOf('%') + 1,
            SecretPart.AfterComma => value.IndexOf(',') + 1,
            SecretPart.AfterSlash => value.IndexOf('/') is > 0 and var slash && !value[..slash].Contains('=') ? slash + 1 : 0,
            SecretPart.Cookie => value.IndexOf('=') + 1,
            _ => 0,
        };
        if (part != SecretPart.Whole && (start == 0 || start == value.Length || value.Contains("://", StringComparison.Ordinal)))
        {
            return null;
        }

        var end = part is SecretPart.AfterSlash or SecretPart.AfterAccount ? value.LastIndexOf('@') : -1;
        end = end > start ? end : value.Length;
        return ValueTests.IsPlaceholder(value[start..end]) || MaskMarks.IsMark(value[start..end])
            ? null
            : ((from + start)..(from + end), part == SecretPart.Cookie ? MaskRules.Cookie : MaskRules.Password);
    }

    private static class Piped
    {
        public static readonly SecretArgument Password = new("|", SecretPart.Whole);
        public static readonly SecretArgument User = new("|", SecretPart.AfterColon);
    }
}
