using System.Buffers.Binary;
using System.Text;

namespace Cairn.Merkle;

/// <summary>Names and ids of note keys (C2SP signed-note).</summary>
internal static class KeyName
{
    /// <summary>The signature type of plain Ed25519 over the note's text.</summary>
    public const byte Ed25519Type = 0x01;

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Complaint(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
        {
            return "a key name must not be empty";
        }

        foreach (var c in name)
        {
            if (c == '+' || char.IsWhiteSpace(c) || char.IsControl(c))
            {
                return $"the key name '{Shown.Of(name)}' must not hold white space, plus or control characters";
            }
        }

        return NoteText.IsUnicode(name) ? null : "a key name must be valid Unicode";
    }

    /// <summary>The id of an Ed25519 key.</summary>
    public static uint IdOf(string name, ReadOnlySpan<byte> publicKey)
    {
        // SHA-256(key name ‖ 0x0A ‖ 0x01 ‖ 32-byte public key)[:4] as a big-endian number, C2SP signed-note, "Ed25519 signatures".
        byte[] hashed = [.. Encoding.UTF8.GetBytes(name), 0x0A, Ed25519Type, .. publicKey];
        return BinaryPrimitives.ReadUInt32BigEndian(Hash.OfData(hashed).ToArray());
    }

    public static string RequireValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Complaint(name) is { } complaint ? throw new ArgumentException($"In a note key, {complaint}.", nameof(name)) : name;
    }
}
