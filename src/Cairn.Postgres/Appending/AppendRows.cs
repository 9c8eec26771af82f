using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>What goes into one log, and where.</summary>
/// <param name="Log">The log.</param>
/// <param name="Head">Its head.</param>
/// <param name="Entries">Entries that are new.</param>
/// <param name="People">How often persons had left when their names were looked up; <see langword="null"/>: not to be checked.</param>
internal readonly record struct AppendPart(LogIdentity Log, StoredHead Head, IReadOnlyList<SealedEntry> Entries, long? People);

/// <summary>Entries of one log or several as <c>cairn.append</c> takes them: columns side by side, each an array.</summary>
internal sealed class AppendRows
{
    private const string Answer =
        "SELECT done, logs, sizes, edges, stored_at, people, known_at, known_idx, known_digests, known_hashes, clash FROM ";

    private const string Parameters = """
        (
          $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, NULL, NULL, $29,
          $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43)
        """;

    /// <summary>Appends.</summary>
    public const string Sql = $"{Answer}cairn.append{Parameters}";

    /// <summary>The same for one log alone, which takes the server less.</summary>
    public const string OneLogSql = $"{Answer}cairn.append_to_one{Parameters}";

    /// <summary>
    /// Asks where the heads are and which ids are known, and takes the logs' locks until the transaction ends; appends nothing.
    /// </summary>
    public const string ProbeSql = $"""
        {Answer}cairn.append($1, $2, $3, $4, $5, NULL, NULL, NULL, $6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
        """;

    private readonly IReadOnlyList<AppendPart> parts;
    private readonly SealedEntry[] entries;
    private readonly TreeGrowth[] trees;

    /// <exception cref="CairnStoreException">A head's edge is not that of its size.</exception>
    public AppendRows(params IReadOnlyList<AppendPart> parts)
    {
        this.parts = parts;
        entries = [.. parts.SelectMany(p => p.Entries)];
        trees = [.. parts.Select(Grown)];
    }

    /// <summary>The values of <see cref="Sql"/> and <see cref="OneLogSql"/>.</summary>
    /// <param name="waits">Whether it waits for a log that somebody else appends to; then there is one log.</param>
    /// <param name="looks">Whether every id is looked up, those beyond the newest too.</param>
    /// <exception cref="SubjectRaceException">Two entries of a log name one person differently.</exception>
    public NpgsqlParameter[] Values(bool waits, bool looks)
    {
        var (targets, disclosures, subjects, aliases) = (
            Parts(e => e.Leaf.Targets), Parts(e => e.Disclosures), Subjects(), Parts(e => e.Aliases));
        var networks = Numbered().Where(e => e.Entry.Network is not null).ToArray();
        var manifests = Numbered().Where(e => e.Entry.Manifest is not null).ToArray();
        (int Log, TileId Tile, byte[] Hashes)[] tiles = [.. trees.SelectMany(
            (tree, at) => tree.Pieces.Select(p => (at + 1, p.Tile, p.Hashes)))];
        return
        [
            Value.Of(parts[0].Log.Key), Value.Of(waits), Value.Of(looks),
            Value.Of(Logs(parts, p => p.Log.Key)), Value.Of(Logs(parts, p => p.Entries.Count)), Value.Of(Logs(parts, p => p.Head.Size)),
            Value.Of(Logs(parts, p => p.People ?? -1)), Value.Of(Array.ConvertAll(trees, t => t.Edge)),
            Value.Of(Ids(entries)), Value.Of(Column(e => e.LeafBytes)), Value.Of(Column(e => RfcTime.ToMicroseconds(e.Leaf.RecordedAt))),
            Value.Of(Searched(c => c.OccurredAt)), Value.Of(Searched(c => c.Action)), Value.Of(Searched(c => c.Category)),
            Value.Of(Searched(c => c.ActorType)), Value.Of(Searched(c => c.ActorId)), Value.Of(Searched(c => c.Outcome)),
            Value.Of(Column(e => e.EventDigest)), Value.Of(Column(e => e.ReplayKeyId)), Value.Of(Column(e => e.LookupKeyId)),
            Value.Of(Array.ConvertAll(targets, t => t.At)), Value.Of(Array.ConvertAll(targets, t => t.N)),
            Value.Of(Array.ConvertAll(targets, t => t.Part.Type)), Value.Of(Array.ConvertAll(targets, t => t.Part.Id ?? "")),
            Value.Of(Array.ConvertAll(disclosures, d => d.At)), Value.Of(Array.ConvertAll(disclosures, d => d.Part.Name)),
            Value.Of(Array.ConvertAll(disclosures, d => d.Part.Subject ?? "")), Value.Of(Array.ConvertAll(disclosures, d => d.Part.Class)),
            Value.Of(Array.ConvertAll(disclosures, d => d.Part.Json)),
            Value.Of(Array.ConvertAll(networks, e => e.At)), Value.Of(Array.ConvertAll(networks, e => e.Entry.Network.GetValueOrDefault())),
            Value.Of(Array.ConvertAll(manifests, m => m.At)), Value.Of(Array.ConvertAll(manifests, m => m.Entry.Manifest)),
            Value.Of(subjects.ConvertAll(s => s.At).ToArray()),
            Value.Of(subjects.ConvertAll(s => s.Subject.Identifier.ToArray()).ToArray()),
            Value.Of(subjects.ConvertAll(s => s.Subject.Subject).ToArray()),
            Value.Of(Array.ConvertAll(aliases, a => a.At)), Value.Of(Array.ConvertAll(aliases, a => a.Part.Identifier.ToBytes())),
            Value.Of(Array.ConvertAll(aliases, a => a.Part.Subject)),
            Value.Of(Array.ConvertAll(tiles, t => t.Log)),
            Value.Of(Array.ConvertAll(tiles, t => t.Tile.Level)),
            Value.Of(Array.ConvertAll(tiles, t => t.Tile.Index)),
            Value.Of(Array.ConvertAll(tiles, t => t.Hashes)),
        ];
    }

    /// <summary>The values of <see cref="ProbeSql"/>.</summary>
    public static NpgsqlParameter[] Probe(bool waits, bool looks, IReadOnlyList<LogAppend> appends) =>
    [
        Value.Of(appends[0].Log.Key), Value.Of(waits), Value.Of(looks), Value.Of(Logs(appends, a => a.Log.Key)),
        Value.Of(Logs(appends, a => a.Fresh.Count)), Value.Of(Ids([.. appends.SelectMany(a => a.Fresh)])),
    ];

    private static TreeGrowth Grown(AppendPart part)
    {
        try
        {
            var tree = new TreeGrowth(part.Head.Size, part.Head.Edge.Span);
            foreach (var entry in part.Entries)
            {
                tree.Append(entry.LeafHash);
            }

            return tree;
        }
        catch (ArgumentException e)
        {
            throw new CairnStoreException($"The head of the log {part.Log.LogId} is damaged ({e.Message}): run cairn verify.", e)
            {
                NeedsMending = true,
                NothingWritten = true
            };
        }
    }

    private static T[] Logs<TPart, T>(IReadOnlyList<TPart> parts, Func<TPart, T> of) => [.. parts.Select(of)];

    private static Guid[] Ids(SealedEntry[] entries) => Array.ConvertAll(entries, e => e.Leaf.Id);

    private T[] Column<T>(Converter<SealedEntry, T> of) => Array.ConvertAll(entries, of);

    private IEnumerable<(int At, SealedEntry Entry)> Numbered() => entries.Select((e, i) => (i + 1, e));

    private T[] Searched<T>(Func<SearchColumns, T> of) => Column(e => of(SearchColumns.Of(e.Leaf)));

    // What every entry has several of, each with its entry's number and its own.
    private (int At, int N, T Part)[] Parts<T>(Func<SealedEntry, IReadOnlyList<T>> of)
    {
        var (all, length) = (new (int, int, T)[entries.Sum(e => of(e).Count)], 0);
        for (var at = 0; at < entries.Length; at++)
        {
            var its = of(entries[at]);
            for (var n = 0; n < its.Count; n++)
            {
                all[length++] = (at + 1, n, its[n]);
            }
        }

        return all;
    }

    // Each person of a log once, with the entry that names them first.
    private List<(int At, NewSubject Subject)> Subjects()
    {
        var (subjects, at) = (new List<(int, NewSubject)>(), 0);
        foreach (var part in parts)
        {
            var names = new Dictionary<Hash, string>();
            foreach (var entry in part.Entries)
            {
                at++;
                foreach (var subject in entry.NewSubjects)
                {
                    if (IsFirst(names, subject))
                    {
                        subjects.Add((at, subject));
                    }
                }
            }
        }

        return subjects;
    }

    private static bool IsFirst(Dictionary<Hash, string> names, NewSubject subject) =>
        names.TryAdd(subject.Identifier, subject.Subject)
        || (names[subject.Identifier] == subject.Subject ? false : throw new SubjectRaceException());
}
