using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>Reads under which producer and number entries stand in their log.</summary>
internal sealed class StoredNumbers(ILogStore store)
{
    private const int Page = 1_000;

    /// <returns>By index; an entry that is gone or unreadable is left out.</returns>
    public async Task<IReadOnlyDictionary<long, Number>> ReadAsync(
        LogIdentity log,
        IEnumerable<AppendResult> results,
        CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<long, Number>();
        var until = -1L;
        foreach (var index in results.Select(r => r.Index).Order())
        {
            if (index < until)
            {
                continue; // A batch that comes again stands in a row: it is read at once.
            }

            until = index + Page;
            foreach (var entry in await store.ReadEntriesAsync(log, index, Page, cancellationToken).ConfigureAwait(false))
            {
                if (LeafReader.TryParse(entry.Leaf.Span, out var leaf, out _))
                {
                    numbers[entry.Index] = new(leaf!.Producer, leaf.Seq); // Parsed.
                }
            }
        }

        return numbers;
    }
}

/// <summary>A number of a producer; nobody's and 0 for what lay in no spool.</summary>
internal readonly record struct Number(string? Producer, long Seq);
