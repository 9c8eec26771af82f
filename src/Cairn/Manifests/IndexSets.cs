namespace Cairn.Manifests;

/// <summary>Makes sets of however many indexes: as many as it takes, each as large as one may be. Needs the memory of one.</summary>
internal static class IndexSets
{
    /// <param name="indexes">Ascending; an index may come twice.</param>
    public static IEnumerable<IndexSet> Of(IEnumerable<long> indexes) => Of(Ranges(indexes));

    /// <param name="ranges">Ascending, disjoint and not touching.</param>
    public static IEnumerable<IndexSet> Of(IEnumerable<NumberRange> ranges)
    {
        var (taken, size) = (new List<NumberRange>(), default(IndexSetSize));
        foreach (var range in ranges)
        {
            var grown = size;
            grown.Add(range);
            if (taken.Count > 0 && grown.Shorter > IndexSet.MostBytes)
            {
                yield return IndexSet.Of(taken);
                taken.Clear();
                grown = default;
                grown.Add(range);
            }

            taken.Add(range);
            size = grown;
        }

        if (taken.Count > 0)
        {
            yield return IndexSet.Of(taken);
        }
    }

    private static IEnumerable<NumberRange> Ranges(IEnumerable<long> indexes)
    {
        NumberRange? open = null;
        foreach (var index in indexes)
        {
            if (open is { } range && index <= range.To + 1)
            {
                open = range with { To = index };
                continue;
            }

            if (open is { } full)
            {
                yield return full;
            }

            open = new(index, index);
        }

        if (open is { } last)
        {
            yield return last;
        }
    }
}
