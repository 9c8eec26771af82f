namespace Cairn.Stores;

/// <summary>Sets of indexes as ranges that ascend and lie apart.</summary>
internal static class IndexRanges
{
    /// <summary>The indexes of any of these ranges, in whatever order they come.</summary>
    public static List<IndexRange> Joined(IEnumerable<IndexRange> ranges)
    {
        var joined = new List<IndexRange>();
        foreach (var range in ranges.Where(r => r.To > r.From).OrderBy(r => r.From))
        {
            if (joined.Count > 0 && range.From <= joined[^1].To)
            {
                joined[^1] = joined[^1] with { To = Math.Max(joined[^1].To, range.To) };
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }

    /// <summary>Whether one of them is in a range.</summary>
    public static bool Contain(IReadOnlyList<IndexRange> ranges, long index)
    {
        var (low, high) = (0, ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].Contains(index))
            {
                return true;
            }

            (low, high) = index < ranges[middle].From ? (low, middle - 1) : (middle + 1, high);
        }

        return false;
    }

    /// <summary>The indexes of both.</summary>
    public static List<IndexRange> Common(IReadOnlyList<IndexRange> one, IReadOnlyList<IndexRange> other)
    {
        var common = new List<IndexRange>();
        for (int i = 0, n = 0; i < one.Count && n < other.Count;)
        {
            var range = new IndexRange(Math.Max(one[i].From, other[n].From), Math.Min(one[i].To, other[n].To));
            if (range.To > range.From)
            {
                common.Add(range);
            }

            _ = one[i].To < other[n].To ? i++ : n++;
        }

        return common;
    }

    /// <summary>The indexes of the first that are not in the other.</summary>
    public static List<IndexRange> Without(IReadOnlyList<IndexRange> ranges, IReadOnlyList<IndexRange> other)
    {
        var left = new List<IndexRange>();
        var n = 0;
        foreach (var range in ranges)
        {
            var from = range.From;
            for (; n < other.Count && other[n].From < range.To; n++)
            {
                Add(left, from, Math.Min(other[n].From, range.To));
                from = Math.Max(from, other[n].To);
                if (other[n].To > range.To)
                {
                    break; // It may reach into the next one.
                }
            }

            Add(left, from, range.To);
        }

        return left;
    }

    private static void Add(List<IndexRange> ranges, long from, long to)
    {
        if (to > from)
        {
            ranges.Add(new(from, to));
        }
    }
}
