using Cairn.Merkle;

namespace Cairn.Entries;

/// <summary>An identifier of a person that is personal in itself, so that a pseudonym stands in for it.</summary>
/// <param name="Type">The person's type as in a leaf.</param>
/// <param name="Id">The identifier as it came.</param>
/// <param name="Cut">base64url of the SHA-256 of the whole, where it was cut.</param>
internal readonly record struct PersonalId(string Type, string Id, string? Cut = null)
{
    /// <summary>What the directory holds of it: HMAC-SHA256(look-up key, type ‖ 0x00 ‖ identifier).</summary>
    public Hash Lookup(LogKey key) => KeyedText.Hash(key.Bytes, Type, Id, Cut);

    /// <summary>The same under the newest look-up key of a log.</summary>
    public Hash Lookup(LogIdentity log) => Lookup(log.NewestKey(KeyPurpose.Lookup));
}
