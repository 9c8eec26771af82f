using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>The entries of one log that a query asks for, read some at a time while several logs are merged.</summary>
/// <param name="log">The log.</param>
/// <param name="begin">Behind which place it begins.</param>
/// <param name="search">Searches on from a place, for so many.</param>
internal sealed class LogQueue(LogIdentity log, EntryCursor? begin, Func<EntryCursor?, int, Task<ScannedPage>> search)
{
    private readonly Queue<StoredEntry> ready = new();
    private EntryCursor? searched = begin;
    private bool isRead;

    public LogIdentity Log => log;

    /// <summary>Behind which place the next page goes on.</summary>
    public EntryCursor? Place { get; private set; } = begin;

    /// <summary>The next entry; <see langword="null"/>: it is not known, or there is none.</summary>
    public StoredEntry? Head => ready.TryPeek(out var head) ? head : null;

    /// <summary>Whether nothing is left.</summary>
    public bool IsOver => isRead && ready.Count == 0;

    /// <summary>Looks for the next entries, unless some are ready. Where it finds none for now, the place moves on.</summary>
    public async Task FillAsync(int count)
    {
        if (ready.Count == 0 && !isRead)
        {
            var page = await search(searched, count).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                ready.Enqueue(entry);
            }

            (searched, isRead) = (page.Next ?? searched, page.Next is null);
            Place = ready.Count == 0 ? searched : Place;
        }
    }

    public StoredEntry Take()
    {
        var entry = ready.Dequeue();
        Place = new(entry.Index, entry.Columns.OccurredAt);
        // What was searched in vain behind the last entry need not be searched again.
        Place = ready.Count == 0 && !isRead ? searched : Place;
        return entry;
    }
}
