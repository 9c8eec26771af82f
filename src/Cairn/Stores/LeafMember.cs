using System.Text;

namespace Cairn.Stores;

/// <summary>A text member that a leaf has once, and the values it may have.</summary>
/// <param name="Name">Its name in a leaf: <c>source</c>, <c>request_id</c>, …</param>
/// <param name="Values">As leaves spell them; any of them is meant.</param>
internal sealed record LeafMember(string Name, IReadOnlyList<string> Values)
{
    /// <summary>
    /// The bytes of which a leaf holds some exactly where it has the member with one of the values: a leaf has one spelling, and no
    /// quotation mark in any text.
    /// </summary>
    public IEnumerable<byte[]> Spellings() => Values.Select(value => Encoding.UTF8.GetBytes($",\"{Name}\":\"{value}\""));

    /// <summary>The value of a text member, as the leaf spells it; <see langword="null"/>: it has none.</summary>
    public static string? Read(ReadOnlySpan<byte> leaf, string name)
    {
        var member = Encoding.UTF8.GetBytes($",\"{name}\":\"");
        var at = leaf.IndexOf(member);
        var value = at < 0 ? default : leaf[(at + member.Length)..];
        return value.IndexOf((byte)'"') is >= 0 and var end ? Encoding.UTF8.GetString(value[..end]) : null;
    }
}
