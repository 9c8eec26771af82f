using System.Buffers;
using System.Text.Unicode;

namespace Cairn.Primitives;

/// <summary>
/// Whether bytes are JSON in the spelling of <see cref="Utf8Buffer"/>: no white space, minimal escapes. One pass, nothing allocated.
/// </summary>
internal ref struct CompactJson
{
    private static readonly SearchValues<byte> Special =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private ReadOnlySpan<byte> rest;

    private CompactJson(ReadOnlySpan<byte> json) => rest = json;

    /// <param name="json">The bytes.</param>
    /// <param name="depth">How many levels of arrays and objects they may have.</param>
    public static bool Is(ReadOnlySpan<byte> json, int depth)
    {
        var scan = new CompactJson(json);
        return Utf8.IsValid(json) && scan.Value(depth) && scan.rest.IsEmpty;
    }

    private bool Value(int depth) => rest.IsEmpty ? false : rest[0] switch
    {
        (byte)'{' => depth > 0 && Object(depth - 1),
        (byte)'[' => depth > 0 && Array(depth - 1),
        (byte)'"' => String(),
        (byte)'t' => Skip("true"u8),
        (byte)'f' => Skip("false"u8),
        (byte)'n' => Skip("null"u8),
        _ => Number(),
    };

    private bool Object(int depth)
    {
        Skip("{"u8);
        if (Skip("}"u8))
        {
            return true;
        }

        do
        {
            if (!String() || !Skip(":"u8) || !Value(depth))
            {
                return false;
            }
        }
        while (Skip(","u8));
        return Skip("}"u8);
    }

    private bool Array(int depth)
    {
        Skip("["u8);
        if (Skip("]"u8))
        {
            return true;
        }

        do
        {
            if (!Value(depth))
            {
                return false;
            }
        }
        while (Skip(","u8));
        return Skip("]"u8);
    }

    private bool String()
    {
        if (!Skip("\""u8))
        {
            return false;
        }

        while (true)
        {
            var next = rest.IndexOfAny(Special);
            if (next < 0)
            {
                return false;
            }

            rest = rest[next..];
            if (Skip("\""u8))
            {
                return true;
            }

            if (!Escape())
            {
                return false;
            }
        }
    }

    // The short form where there is one; \u00XX in upper case for the other control characters; nothing else is escaped.
    private bool Escape()
    {
        if (rest.Length < 2 || rest[0] != '\\')
        {
            return false;
        }

        if ("\"\\bfnrt"u8.Contains(rest[1]))
        {
            rest = rest[2..];
            return true;
        }

        if (rest.Length < 6
            || !rest.StartsWith("\\u00"u8)
            || rest[4] is not ((byte)'0' or (byte)'1')
            || !"0123456789ABCDEF"u8.Contains(rest[5]))
        {
            return false;
        }

        var control = ((rest[4] - '0') * 16) + "0123456789ABCDEF"u8.IndexOf(rest[5]);
        rest = rest[6..];
        return control is not (8 or 9 or 10 or 12 or 13);
    }

    private bool Number()
    {
        Skip("-"u8);
        return (Skip("0"u8) || Digits())
            && (!Skip("."u8) || Digits())
            && (!(Skip("e"u8) || Skip("E"u8)) || ((Skip("+"u8) || Skip("-"u8) || true) && Digits()));
    }

    private bool Digits()
    {
        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var count = end < 0 ? rest.Length : end;
        rest = rest[count..];
        return count > 0;
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
}
