using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>The forms of a leaf's texts (docs/spec/entry.md, The leaf): what stands there as it is, and what stands for the rest.</summary>
internal static class LeafText
{
    public const int MostId = 128;
    public const int MostReference = 64;

    /// <summary>Whether an id may stand in a leaf as it is, as far as its characters decide.</summary>
    public static bool IsPlainId(string id) => Grammar.IsVisible(id, MostId) && id[0] is not ('~' or StandIn.Mark);

    /// <summary>An id, a pseudonym or a stand-in: nothing else may wear their marks.</summary>
    public static bool IsId(string id) => id switch
    {
        ['~', .. var name] => Base64Text.IsSpelled(name, 16),
        [StandIn.Mark, ..] => StandIn.Is(id),
        _ => Grammar.IsVisible(id, MostId),
    };

    /// <summary>Whether a request's or operation's id may stand in a leaf as it is, as far as its characters decide.</summary>
    public static bool IsPlainReference(string id) => Grammar.IsVisible(id, MostReference) && id[0] != StandIn.Mark;

    public static bool IsReference(string text) => IsPlainReference(text) || StandIn.Is(text);

    public static bool IsToken(string text) => PercentEncoding.Token.Is(text) || StandIn.Is(text);

    public static bool IsCategory(string text) => Grammar.IsCategory(text) || StandIn.Is(text);

    public static bool IsTraceId(string text) => Grammar.IsTraceId(text) || StandIn.Is(text);

    /// <summary>16 characters of base64url: the beginning of a digest. They spell 12 bytes without a bit left over.</summary>
    public static bool IsDeclared(string text) => Base64Text.IsSpelled(text, 12);
}
