using System.Collections.Concurrent;

namespace Cairn.Primitives;

/// <summary>Remembers so many answers, then forgets them all and begins anew. All members may be called from any thread.</summary>
internal sealed class BoundedMemory<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> known = [];
    private int count; // The dictionary's own takes all its locks.

    public bool TryGet(TKey key, out TValue? value) => known.TryGetValue(key, out value);

    public void Add(TKey key, TValue value)
    {
        if (known.TryAdd(key, value) && Interlocked.Increment(ref count) > most)
        {
            known.Clear();
            Volatile.Write(ref count, 0);
        }
    }
}
