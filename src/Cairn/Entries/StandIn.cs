using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>
/// What stands in a leaf for a text that does not fit it: <c>^</c> and base64url of the first 16 bytes of a keyed hash. Equal texts have
/// equal stand-ins in a log, and whoever lacks the log's secret learns nothing from one.
/// </summary>
internal static class StandIn
{
    public const char Mark = '^';

    private const int Bytes = 16;

    public static bool Is(ReadOnlySpan<char> text) => text is [Mark, .. var hash] && Base64Text.IsSpelled(hash, Bytes);

    /// <summary>The stand-in of an id.</summary>
    /// <param name="log">The log.</param>
    /// <param name="type">The party's type as in the leaf.</param>
    /// <param name="id">The id as it came.</param>
    /// <param name="cut">The SHA-256 of the whole, where the id was cut.</param>
    public static string OfId(LogIdentity log, string type, string id, string? cut = null) => Of(log, type, id, cut);

    /// <summary>The stand-in of another member.</summary>
    /// <param name="log">The log.</param>
    /// <param name="member">Its name in a leaf: <c>role</c>, <c>request_id</c>, …</param>
    /// <param name="text">Its text as it came.</param>
    /// <param name="cut">The SHA-256 of the whole, where the text was cut.</param>
    public static string OfWord(LogIdentity log, string member, string text, string? cut = null) => Of(log, ":" + member, text, cut);

    private static string Of(LogIdentity log, string kind, string text, string? cut)
    {
        Span<byte> hash = stackalloc byte[Hash.Size];
        KeyedText.Hash(log.StandInKey, kind, text, cut).CopyTo(hash);
        return Mark + Base64Text.Encode(hash[..Bytes]);
    }
}
