using Cairn.Entries;
using Cairn.Primitives;

namespace Cairn.Reading.Counting;

/// <summary>What the newest entry of a group says of what stands in its leaf: ids behind pseudonyms, and names.</summary>
internal sealed class PartyNames(LogSource source)
{
    private readonly Dictionary<(string Log, long Index), ReadEntry?> read = [];
    private readonly Dictionary<(string Log, AuditDimension, string Text), AuditGroupKey> told = [];

    /// <param name="dimension">Actor or target.</param>
    /// <param name="text">Type, slash and id, as leaves spell them.</param>
    /// <param name="log">The log.</param>
    /// <param name="index">An entry that has it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AuditGroupKey> TellAsync(
        AuditDimension dimension, string text, LogIdentity log, long index, CancellationToken cancellationToken)
    {
        if (!told.TryGetValue((log.LogId, dimension, text), out var key))
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            var (type, id) = (text[..slash], text[(slash + 1)..]);
            var entry = await ReadAsync(log, index, cancellationToken).ConfigureAwait(false);
            key = entry?.View is not { } view ? Plain(type, id)
                : dimension == AuditDimension.Actor ? new($"{view.Event.Actor.Type}/{view.Event.Actor.Id}", view.Event.Actor.Name)
                : view.Leaf.Targets.Select((t, at) => (t, at)).Where(t => t.t.Type == type && (t.t.Id ?? "") == id).Select(
                    t => view.Event.Targets.ElementAtOrDefault(t.at))
                    .FirstOrDefault() is { } target ? new($"{target.Type}/{target.Id}", target.Name)
                : Plain(type, id);
            told[(log.LogId, dimension, text)] = key;
        }

        return key;
    }

    public async Task<string?> SourceAsync(LogIdentity log, long index, CancellationToken cancellationToken) =>
        (await ReadAsync(log, index, cancellationToken).ConfigureAwait(false))?.View?.Event.Context.Source;

    public async Task<string?> CategoryAsync(LogIdentity log, long index, CancellationToken cancellationToken) =>
        (await ReadAsync(log, index, cancellationToken).ConfigureAwait(false))?.View?.Event.Category;

    private static AuditGroupKey Plain(string type, string id) => new($"{PercentEncoding.Decode(type)}/{id}");

    private async Task<ReadEntry?> ReadAsync(LogIdentity log, long index, CancellationToken cancellationToken)
    {
        if (!read.TryGetValue((log.LogId, index), out var entry))
        {
            read[(log.LogId, index)] = entry = await source.ReadAsync(log, index, cancellationToken).ConfigureAwait(false);
        }

        return entry;
    }
}
