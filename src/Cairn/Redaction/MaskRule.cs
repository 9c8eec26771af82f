namespace Cairn.Redaction;

/// <summary>Why something is masked: the name in its mark, <c>[redacted:password]</c>.</summary>
internal sealed class MaskRule
{
    // With the brackets a mark is at most 32 characters: it fits the shortest member there is, a phone number.
    public const int LongestName = 21;

    public MaskRule(string name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, LongestName);
        Name = name;
        Mark = $"{MaskMarks.Open}{name}]";
        Json = $"\"{Mark}\"";
    }

    public string Name { get; }

    /// <summary>What stands in the place of the secret.</summary>
    public string Mark { get; }

    /// <summary>The mark as a JSON string.</summary>
    public string Json { get; }

    /// <summary>In text the secret runs to the end of its line: it may hold spaces.</summary>
    public bool WholeLine { get; init; }

    /// <summary>A number under this name is a count: <c>"prompt_tokens": 812</c>.</summary>
    public bool SparesNumbers { get; init; }

    /// <summary>A file's name under this name says where the secret is.</summary>
    public bool SparesPaths { get; init; }

    /// <summary>At most four digits without quotes are a count under this name: <c>pass: 12, fail: 3</c>.</summary>
    public bool SparesCounts { get; init; }

    /// <summary>What the value must look like, where the name alone does not say secret.</summary>
    public Func<ReadOnlySpan<char>, bool>? Needs { get; init; }

    /// <summary>What people wrote, not a key to anything: in prose <c>message: …</c> is left alone.</summary>
    public bool IsContent { get; init; }
}
