using System.Buffers.Binary;

namespace Cairn.Merkle;

/// <summary>One signature line of a note (C2SP signed-note).</summary>
/// <param name="Name">The key's name.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="Signature">The signature without the key id, at least one byte. Compared by reference, not by content.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature)
{
    // Em dash U+2014 and a space.
    private const string Prefix = "\u2014 ";
    private const int KeyIdSize = 4;

    /// <summary>Whether the line claims to be by this key.</summary>
    internal bool IsOf(string name, uint keyId) => Name == name && KeyId == keyId;

    /// <summary>The line without its newline.</summary>
    internal string Format()
    {
        // base64(big-endian uint32 key id ‖ signature), C2SP signed-note, "Signatures".
        var bytes = new byte[KeyIdSize + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.CopyTo(bytes.AsMemory(KeyIdSize));
        return $"{Prefix}{Name} {Convert.ToBase64String(bytes)}";
    }

    /// <summary>Reads a line without its newline; on failure <paramref name="error"/> says why.</summary>
    internal static NoteSignature? TryParse(ReadOnlySpan<char> line, out string error)
    {
        if (!line.StartsWith(Prefix, StringComparison.Ordinal))
        {
            error = "does not begin with an em dash (U+2014) and a space";
            return null;
        }

        line = line[Prefix.Length..];
        var space = line.IndexOf(' ');
        if (space < 0)
        {
            error = "has no space between key name and signature";
            return null;
        }

        error = KeyName.Complaint(line[..space]) ?? "";
        return error.Length == 0 ? WithSignature(line[..space].ToString(), line[(space + 1)..], out error) : null;
    }

    private static NoteSignature? WithSignature(string name, ReadOnlySpan<char> base64, out string error)
    {
        error = "";
        if (CanonicalBase64.TryDecode(base64, out var bytes) && bytes.Length > KeyIdSize)
        {
            return new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(KeyIdSize));
        }

        error = $"'{Shown.Of(base64)}' is not the canonical base64 of a key id and a signature";
        return null;
    }
}
