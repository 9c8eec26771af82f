namespace Cairn.Stores;

/// <summary>The indexes from <paramref name="From"/> to before <paramref name="To"/>.</summary>
internal readonly record struct IndexRange(long From, long To)
{
    /// <summary>At most <paramref name="count"/> indexes; none beyond the largest there is.</summary>
    public static IndexRange Of(long from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new(from, from > long.MaxValue - count ? long.MaxValue : from + count);
    }

    public bool Contains(long index) => index >= From && index < To;
}
