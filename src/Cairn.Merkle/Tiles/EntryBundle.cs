using System.Buffers;
using System.Buffers.Binary;

namespace Cairn.Merkle;

/// <summary>Entries one after the other, each after its length as a big-endian uint16 (C2SP tlog-tiles, "Log entries").</summary>
public static class EntryBundle
{
    /// <summary>The longest entry in bytes that a length of two bytes can announce: 65535.</summary>
    public const int LongestEntry = ushort.MaxValue;

    private const int LengthSize = 2;

    /// <summary>Adds one entry to a bundle.</summary>
    /// <exception cref="ArgumentException">The entry is longer than <see cref="LongestEntry"/>; nothing was written.</exception>
    public static void Write(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        Span<byte> length = stackalloc byte[LengthSize];
        PutLength(length, entry);
        bundle.Write(length);
        bundle.Write(entry);
    }

    /// <inheritdoc cref="Write(IBufferWriter{byte}, ReadOnlySpan{byte})"/>
    public static void Write(Stream bundle, ReadOnlySpan<byte> entry)
    {
        Span<byte> length = stackalloc byte[LengthSize];
        PutLength(length, entry);
        bundle.Write(length);
        bundle.Write(entry);
    }

    /// <summary>Takes the first entry off a bundle.</summary>
    /// <param name="bundle">On success, what follows the entry; otherwise unchanged.</param>
    /// <param name="entry">The entry's bytes, inside the bundle's memory.</param>
    /// <returns>False at the end, when <paramref name="bundle"/> is empty, and where it is cut short, when it is not.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> bundle, out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(bundle, out var length) || bundle.Length - LengthSize < length)
        {
            return false;
        }

        entry = bundle.Slice(LengthSize, length);
        bundle = bundle[(LengthSize + length)..];
        return true;
    }

    private static void PutLength(Span<byte> destination, ReadOnlySpan<byte> entry)
    {
        if (entry.Length > LongestEntry)
        {
            throw new ArgumentException(
                $"An entry in a bundle has at most {LongestEntry} bytes, this one has {entry.Length}.", nameof(entry));
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)entry.Length);
    }
}
