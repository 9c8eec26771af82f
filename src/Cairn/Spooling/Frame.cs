using System.Buffers.Binary;
using System.Text;
using Cairn.Primitives;

namespace Cairn.Spooling;

/// <summary>A record as it stands in a segment: little-endian, <see cref="Head"/> bytes, then tenant and JSON.</summary>
/// <remarks>
/// 0 magic, 4 CRC-32C, 8 length of all, 12 kind, 13 length of the tenant, 14 zero, 16 time in ticks, 24 id, 40 number.
/// The checksum covers 8 to 40, what follows the head, the number, and the place.
/// </remarks>
internal readonly ref struct Frame
{
    public const int Head = 48;

    /// <summary>No event is larger as JSON, with id, time and category stamped on it.</summary>
    public const int MostJson = EventLimits.Stored;

    public const int Most = Head + EventLimits.Tenant + MostJson;

    /// <summary>Marks the end of what a process wrote before it closed its slot in good order.</summary>
    public const byte ClosedMark = 0;

    private readonly ReadOnlySpan<byte> bytes;

    private Frame(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    // FF and FE are in no UTF-8 text: an event cannot hold the beginning of a record.
    public static ReadOnlySpan<byte> Magic => [0xFF, 0xFE, (byte)'C', (byte)'R'];

    public int Length => bytes.Length;

    public byte Kind => bytes[12];

    public long Time => BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);

    public Guid Id => new(bytes.Slice(24, 16));

    public long Number => BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]);

    public ReadOnlySpan<byte> Tenant => bytes.Slice(Head, bytes[13]);

    public ReadOnlySpan<byte> Json => bytes[(Head + bytes[13])..];

    /// <summary>Writes all but number and checksum; says what the checksum is so far.</summary>
    public static uint Write(Span<byte> frame, byte kind, ReadOnlySpan<char> tenant, Guid id, long time, ReadOnlySpan<byte> json)
    {
        Magic.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], frame.Length);
        frame[12] = kind;
        frame[13] = (byte)tenant.Length;
        frame[14..16].Clear();
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], time);
        id.TryWriteBytes(frame[24..]);
        Encoding.ASCII.GetBytes(tenant, frame[Head..]);
        json.CopyTo(frame[(Head + tenant.Length)..]);
        return Sum(frame);
    }

    /// <summary>Gives the record its number and place. All that is done under the lock.</summary>
    public static void Finish(Span<byte> frame, uint sum, long number, FramePlace place)
    {
        BinaryPrimitives.WriteInt64LittleEndian(frame[40..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], place.AddTo(Crc32C.Of(number, sum)));
    }

    /// <summary>The length a record beginning here says it has; zero where none begins.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Head || !bytes.StartsWith(Magic))
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        return length is >= Head and <= Most
            && bytes[12] <= (byte)SpoolKind.Refused
            && Head + bytes[13] <= length
            && bytes[14] == 0
            && bytes[15] == 0 ? length : 0;
    }

    /// <summary>Reads a record that has exactly these bytes and stands at that place.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, FramePlace place, out Frame frame)
    {
        frame = new Frame(bytes);
        return LengthOf(bytes) == bytes.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == place.AddTo(Crc32C.Of(frame.Number, Sum(bytes)));
    }

    /// <summary>What is wrong with a record although its checksum is right; <see langword="null"/>: nothing.</summary>
    public string? Nonsense() => Kind switch
    {
        ClosedMark => Tenant.IsEmpty && Number == 0 ? null : "a closing mark with a tenant",
        _ when !Grammar.IsTenant(Encoding.Latin1.GetString(Tenant)) => "its tenant is not valid",
        (byte)SpoolKind.Intent when Number != 0 => "an intent with a number",
        (byte)SpoolKind.Event or (byte)SpoolKind.Outcome or (byte)SpoolKind.Refused when Number is < 1 or > SpoolNumbers.Most =>
            "its number is not valid",
        _ when Json.IsEmpty => "it holds no event",
        _ when Time < 0 || Time > DateTime.MaxValue.Ticks => "its time is not valid",
        _ => null,
    };

    private static uint Sum(ReadOnlySpan<byte> frame) => Crc32C.Of(frame[Head..], Crc32C.Of(frame[8..40]));
}
