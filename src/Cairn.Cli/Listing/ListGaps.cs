using System.Globalization;
using Cairn.Manifests;
using Cairn.Reading;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary>Finds entries that are missing between those that a list shows, page by page, newest first.</summary>
internal sealed class ListGaps
{
    private readonly MissingEntries? entries;
    private long next;

    // Without entries nothing is missing: whoever sees a part of a log cannot tell.
    private ListGaps(MissingEntries? entries, long size) => (this.entries, next) = (entries, size);

    public static async Task<ListGaps> FromAsync(OpenLog open, CancellationToken cancellationToken)
    {
        var size = (await open.Store.ReadHeadAsync(open.Log, cancellationToken).ConfigureAwait(false)).Size;
        var isWhole = await open.IsWholeAsync(cancellationToken).ConfigureAwait(false);
        return new(isWhole ? new(open.Store, open.Log) : null, size);
    }

    /// <summary>What is missing above, between and, after the last page, below these entries; the newest on top.</summary>
    public async Task<Stack<NumberRange>> BesideAsync(IReadOnlyList<StoredEntry> page, bool isLast, CancellationToken cancellationToken)
    {
        var gaps = new List<NumberRange>();
        foreach (var entry in page)
        {
            Close(entry.Index, gaps);
        }

        if (isLast)
        {
            Close(-1, gaps);
        }

        gaps.Reverse();
        return new(entries is null ? [] : await entries.InAsync(gaps, cancellationToken).ConfigureAwait(false));
    }

    public static string Words(NumberRange range) => range.Length == 1
        ? string.Create(CultureInfo.InvariantCulture, $"entry {range.From} is missing")
        : string.Create(CultureInfo.InvariantCulture, $"entries {range.From} to {range.To} are missing");

    // An entry that was appended meanwhile lies beyond what was asked for.
    private void Close(long index, List<NumberRange> gaps)
    {
        if (index < next - 1)
        {
            gaps.Add(new(index + 1, next - 1));
        }

        next = Math.Min(next, index);
    }
}
