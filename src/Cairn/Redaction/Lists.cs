namespace Cairn.Redaction;

/// <summary>Lists that stay the same list while no item changes.</summary>
internal static class Lists
{
    public static IReadOnlyList<T> Map<T>(IReadOnlyList<T> items, Func<T, T> change)
        where T : class
    {
        T[]? changed = null;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var other = change(item);
            if (!ReferenceEquals(item, other))
            {
                (changed ??= [.. items])[i] = other;
            }
        }

        return changed ?? items;
    }
}
