using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Cairn.Primitives;

/// <summary>
/// Bytes under construction, with JSON as the specification spells it: compact, minimal escapes. Reusable: <see cref="Clear"/>.
/// </summary>
internal sealed class Utf8Buffer(int capacity = 512)
{
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    private static readonly SearchValues<byte> EscapedBytes =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private byte[] bytes = new byte[capacity];

    public int Length { get; private set; }

    /// <summary>How many bytes there is room for.</summary>
    public int Capacity => bytes.Length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public override string ToString() => Encoding.UTF8.GetString(Written);

    public void Clear() => Length = 0;

    /// <summary>Takes back what was appended beyond a length.</summary>
    public void Truncate(int length) => Length = Math.Min(length, Length);

    /// <summary>Appends bytes as they are.</summary>
    public Utf8Buffer Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Length += value.Length;
        return this;
    }

    /// <summary>Appends text as it is, in UTF-8.</summary>
    public Utf8Buffer Raw(ReadOnlySpan<char> value)
    {
        // A character takes at most three bytes; of a long text they are counted rather than reserved.
        Length += Encoding.UTF8.GetBytes(value, Reserve(value.Length < 1024 ? value.Length * 3 : Encoding.UTF8.GetByteCount(value)));
        return this;
    }

    /// <summary>Appends a decimal number.</summary>
    public Utf8Buffer Number(long value)
    {
        value.TryFormat(Reserve(20), out var written, provider: System.Globalization.CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>Appends a UUID, lower case with hyphens.</summary>
    public Utf8Buffer Id(Guid value)
    {
        value.TryFormat(Reserve(36), out var written);
        Length += written;
        return this;
    }

    /// <summary>Appends a time as a leaf spells it.</summary>
    public Utf8Buffer Time(DateTimeOffset value)
    {
        RfcTime.Format(value.UtcDateTime, Reserve(RfcTime.Length)[..RfcTime.Length]);
        Length += RfcTime.Length;
        return this;
    }

    /// <summary>Appends a JSON string. Only quotes, backslashes and control characters are escaped.</summary>
    public Utf8Buffer Quoted(ReadOnlySpan<char> value)
    {
        var room = Reserve(value.Length + 2);
        if (Ascii.FromUtf16(value, room[1..], out var written) == OperationStatus.Done && !room.Slice(1, written).ContainsAny(EscapedBytes))
        {
            // Most strings are ASCII without an escape.
            room[0] = room[written + 1] = (byte)'"';
            Length += written + 2;
            return this;
        }

        Raw("\""u8);
        for (int next; (next = value.IndexOfAny(Escaped)) >= 0; value = value[(next + 1)..])
        {
            Raw(value[..next]);
            Escape(value[next]);
        }

        return Raw(value).Raw("\""u8);
    }

    /// <summary>Appends a JSON string of bytes that are text, but for those that are not: they stay.</summary>
    public Utf8Buffer Quoted(ReadOnlySpan<byte> value)
    {
        Raw("\""u8);
        for (int next; (next = value.IndexOfAny(EscapedBytes)) >= 0; value = value[(next + 1)..])
        {
            Raw(value[..next]);
            Escape((char)value[next]);
        }

        return Raw(value).Raw("\""u8);
    }

    /// <summary>Appends a JSON element, members in their order, numbers as they were spelled.</summary>
    public Utf8Buffer Json(JsonElement element) => Raw(CompactValue.Of(element));

    /// <summary>
    /// Makes an object of the members appended since <paramref name="start"/>: their first comma gives way to the opening.
    /// </summary>
    public void Wrap(int start, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close)
    {
        var grown = open.Length - 1;
        Reserve(grown);
        bytes.AsSpan(start + 1, Length - start - 1).CopyTo(bytes.AsSpan(start + open.Length));
        open.CopyTo(bytes.AsSpan(start));
        Length += grown;
        Raw(close);
    }

    private void Escape(char c)
    {
        _ = c switch
        {
            '"' => Raw("\\\""u8),
            '\\' => Raw("\\\\"u8),
            '\b' => Raw("\\b"u8),
            '\f' => Raw("\\f"u8),
            '\n' => Raw("\\n"u8),
            '\r' => Raw("\\r"u8),
            '\t' => Raw("\\t"u8),
            _ => Raw($"\\u00{(int)c:X2}"),
        };
    }

    private Span<byte> Reserve(int more)
    {
        if (bytes.Length - Length < more)
        {
            Array.Resize(ref bytes, Math.Max((int)Math.Min(bytes.Length * 2L, Array.MaxLength), Length + more));
        }

        return bytes.AsSpan(Length);
    }
}
