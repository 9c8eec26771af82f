namespace Cairn.Recording;

/// <summary>How much a batch still takes.</summary>
internal struct BatchRoom
{
    /// <summary>Beyond it an entry hardly gets cheaper, and others wait longer.</summary>
    public const int MostEntries = 1_000;

    /// <summary>Events may be 1 MiB each: a batch stays small in memory and in the transaction.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private int entries;
    private long bytes;

    /// <summary>Takes room for an entry of so many bytes; the first one always fits.</summary>
    public bool TryTake(int size)
    {
        if (entries > 0 && (entries == MostEntries || bytes + size > MostBytes))
        {
            entries = MostEntries; // What comes next would overtake this one.
            bytes = MostBytes;
            return false;
        }

        entries++;
        bytes += size;
        return true;
    }
}
