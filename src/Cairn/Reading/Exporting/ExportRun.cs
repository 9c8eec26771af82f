using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Reading.Exporting;

/// <summary>Writes what a query asks for, some entries at a time, up to where the logs ended when it began.</summary>
internal sealed class ExportRun(LogSource source, AuditQuery query, AuditExportOptions options, string logsText)
{
    // Few first: something comes soon, and tells how long it takes.
    private const int FirstAtOnce = 10;
    private const int MostAtOnce = 500;

    // Flushed, and marked, each time so many bytes are ready.
    private const int Flushed = 1 << 20;

    private readonly string asked = PageCursor.Asked(
        $"export {options.Format} {options.HasByteOrderMark} {options.DefusesFormulas} {options.IsCompressed} {source.Scope.Classes} {logsText}",
        query with { Order = AuditOrder.OldestFirst },
        source.Scope);

    /// <exception cref="ArgumentException">The mark is none of this export.</exception>
    public async Task<AuditExportEnd> RunAsync(IReadOnlyList<LogIdentity> logs, Stream output, CancellationToken cancellationToken)
    {
        var mark = options.Resume is null ? null : ExportMark.Parse(options.Resume)
            ?? throw new ArgumentException("Resume is no mark of an export: take it from its progress.");
        var begin = mark is null ? null : PageCursor.Parse(mark.Cursor, asked);
        var askedAt = begin?.AskedAt ?? source.Now();
        var sizes = mark?.Sizes ?? await SizesAsync(logs, cancellationToken).ConfigureAwait(false);
        logs = [.. logs.Where(l => sizes.ContainsKey(PageCursor.TagOf(l.LogId)))];
        var queues = await QueuesAsync(logs, sizes, begin, askedAt, cancellationToken).ConfigureAwait(false);
        var (merge, form, text) = (new LogMerge(queues, oldestFirst: true), Form(), new Utf8Buffer(2 * Flushed));
        var (entries, unreadable) = (mark?.Entries ?? 0, mark?.Unreadable ?? 0);
        var to = new ExportOutput(output, options.IsCompressed, mark?.Bytes ?? 0);
        if (mark is null)
        {
            form.Begin(text);
        }

        for (var atOnce = FirstAtOnce; !merge.IsOver; atOnce = Math.Min(2 * atOnce, MostAtOnce))
        {
            var taken = await merge.TakeAsync(atOnce).ConfigureAwait(false);
            foreach (var (entry, log) in await source.ReadAsync(taken, cancellationToken).ConfigureAwait(false))
            {
                if (entry.View is null)
                {
                    unreadable++;
                    continue;
                }

                form.Add(text, entry, log, entries == 0);
                entries++;
            }

            if (text.Length >= Flushed)
            {
                await to.WriteAsync(text, cancellationToken).ConfigureAwait(false);
                Report(queues, askedAt, new(entries, unreadable, to.Bytes, sizes, ""));
            }
        }

        var end = new AuditExportEnd(entries, unreadable, await LogsAsync(logs, sizes, cancellationToken).ConfigureAwait(false));
        form.End(text, end, entries == 0);
        await to.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        Report(queues, askedAt, new(entries, unreadable, to.Bytes, sizes, ""));
        return end;
    }

    private IExportForm Form() => options.Format switch
    {
        AuditExportFormat.Ndjson => new NdjsonForm(),
        AuditExportFormat.Json => new JsonForm(),
        AuditExportFormat.Csv => new CsvForm(options.HasByteOrderMark, options.DefusesFormulas),
        _ => throw new ArgumentException($"Format {options.Format} is none."),
    };

    private void Report(List<LogQueue> queues, DateTimeOffset askedAt, ExportMark mark)
    {
        var places = queues.Where(q => q.Place is not null).ToDictionary(
            q => PageCursor.TagOf(q.Log.LogId), q => q.Place!.Value); // It is there.
        var whole = mark with { Cursor = new PageCursor(askedAt, places).Format(asked) };
        options.Progress?.Report(new(mark.Entries, mark.Bytes, whole.Format()));
    }

    private async Task<List<LogQueue>> QueuesAsync(
        IReadOnlyList<LogIdentity> logs,
        IReadOnlyDictionary<long, long> sizes,
        PageCursor? begin,
        DateTimeOffset askedAt,
        CancellationToken cancellationToken)
    {
        var queues = new List<LogQueue>();
        foreach (var log in logs)
        {
            var tag = PageCursor.TagOf(log.LogId);
            var what = await source.AskedAsync(log, query, askedAt, cancellationToken).ConfigureAwait(false);
            what = what with
            {
                Filter = what.Filter with
                {
                    OldestFirst = true,
                    InLogOrder = true,
                    Range = what.Filter.Range with { To = Math.Min(what.Filter.Range.To, sizes[tag]) },
                }
            };
            var place = begin?.Places.TryGetValue(tag, out var found) == true ? found : (EntryCursor?)null;
            queues.Add(new(log, place, (after, count) => source.Search(log, what).ReadAsync(after, count, cancellationToken)));
        }

        return queues;
    }

    private async Task<Dictionary<long, long>> SizesAsync(IReadOnlyList<LogIdentity> logs, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<long, long>();
        foreach (var log in logs)
        {
            sizes[PageCursor.TagOf(log.LogId)] = (await source.Store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size;
        }

        return sizes;
    }

    private async Task<IReadOnlyList<AuditExportLog>> LogsAsync(
        IReadOnlyList<LogIdentity> logs, IReadOnlyDictionary<long, long> sizes, CancellationToken cancellationToken)
    {
        var all = new List<AuditExportLog>();
        foreach (var log in logs)
        {
            all.Add(new(
                log.Tenant,
                log.LogId,
                sizes[PageCursor.TagOf(log.LogId)],
                await source.Store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false)));
        }

        return all;
    }
}
