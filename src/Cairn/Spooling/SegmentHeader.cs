using System.Buffers.Binary;
using System.Text;
using Cairn.Primitives;

namespace Cairn.Spooling;

/// <summary>How a segment begins: who wrote it since which start of the machine, and the last number of each tenant until then.</summary>
/// <remarks>
/// 0 magic and version, 8 CRC-32C over what follows and the place, 12 length, 16 boot, 32 created in ticks, 40 tenants; then of each:
/// length, name, number; last a one, as what follows it may be zeros.
/// </remarks>
internal sealed record SegmentHeader(Guid Boot, long Created, SpoolNumbers Numbers)
{
    /// <summary>The largest there may be: a million tenants with long names.</summary>
    public const int Most = 1 << 27;

    private const int Fixed = 44;

    // 2: events are spelled as docs/spec/event.md says now, and shaped.
    private const byte Form = 2;

    private static ReadOnlySpan<byte> Magic => [0xFF, 0xFE, (byte)'C', (byte)'S', Form, 0, 0, 0];

    /// <summary>Bytes it takes.</summary>
    public int Size { get; } = Fixed + Numbers.All.Sum(n => 1 + n.Key.Length + sizeof(long)) + 1;

    public byte[] Format(FramePlace place)
    {
        var bytes = new byte[Size];
        bytes[^1] = 1;
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), bytes.Length);
        Boot.TryWriteBytes(bytes.AsSpan(16));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), Created);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), Numbers.Count);
        var rest = bytes.AsSpan(Fixed);
        foreach (var (tenant, number) in Numbers.All)
        {
            rest[0] = (byte)tenant.Length;
            Encoding.ASCII.GetBytes(tenant, rest[1..]);
            BinaryPrimitives.WriteInt64LittleEndian(rest[(1 + tenant.Length)..], number);
            rest = rest[(1 + tenant.Length + sizeof(long))..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), place.AddTo(Crc32C.Of(bytes.AsSpan(12))));
        return bytes;
    }

    /// <summary>What is wrong where a segment of another cairn's form begins; <see langword="null"/>: none does.</summary>
    public static string? OtherForm(ReadOnlySpan<byte> bytes) => bytes.Length < Fixed || !bytes.StartsWith(Magic[..4]) || bytes[4] == Form
        ? null
        : $"it has format {bytes[4]}, and this version of Cairn reads format {Form}: record its events with the version that wrote "
            + "it, or move the folder away";

    /// <summary>The length a header beginning here says it has; zero where none begins.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Fixed || !bytes.StartsWith(Magic))
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        return length is > Fixed and <= Most ? length : 0;
    }

    /// <summary>Reads a header that has exactly these bytes; <see langword="null"/> where they are none.</summary>
    public static SegmentHeader? TryRead(ReadOnlySpan<byte> bytes, FramePlace place)
    {
        if (LengthOf(bytes) != bytes.Length || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != place.AddTo(Crc32C.Of(bytes[12..])))
        {
            return null;
        }

        var numbers = new SpoolNumbers();
        var rest = bytes[Fixed..^1];
        for (var left = BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]); left > 0; left--)
        {
            if (rest.Length < 1 + sizeof(long) || rest.Length < 1 + rest[0] + sizeof(long))
            {
                return null;
            }

            var tenant = Encoding.Latin1.GetString(rest.Slice(1, rest[0]));
            var number = BinaryPrimitives.ReadInt64LittleEndian(rest[(1 + rest[0])..]);
            if (!Grammar.IsTenant(tenant) || number is < 1 or > SpoolNumbers.Most)
            {
                return null;
            }

            numbers.Take(tenant, number);
            rest = rest[(1 + rest[0] + sizeof(long))..];
        }

        return rest.IsEmpty && bytes[^1] == 1
            ? new(new Guid(bytes.Slice(16, 16)), BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), numbers)
            : null;
    }
}
