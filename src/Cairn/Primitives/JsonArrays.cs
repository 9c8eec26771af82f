namespace Cairn.Primitives;

/// <summary>Arrays in the one compact spelling.</summary>
internal static class JsonArrays
{
    /// <param name="json">What it is appended to.</param>
    /// <param name="opening">What stands before the bracket.</param>
    /// <param name="items">Its items.</param>
    /// <param name="write">Appends one.</param>
    public static Utf8Buffer Array<T>(this Utf8Buffer json, ReadOnlySpan<byte> opening, IReadOnlyList<T> items, Action<Utf8Buffer, T> write)
    {
        json.Raw(opening).Raw("["u8);
        for (var i = 0; i < items.Count; i++)
        {
            write(i == 0 ? json : json.Raw(","u8), items[i]);
        }

        return json.Raw("]"u8);
    }
}
