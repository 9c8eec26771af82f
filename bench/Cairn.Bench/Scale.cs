namespace Cairn.Bench;

/// <summary>How much is measured: within a minute, as the goals say, or as much as is reasonable.</summary>
internal enum Scale
{
    Quick,
    Normal,
    Large,
}
