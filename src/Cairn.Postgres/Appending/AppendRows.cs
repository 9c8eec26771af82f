using Cairn.Merkle;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>What goes into one log, and where.</summary>
/// <param name="Log">The log.</param>
/// <param name="Head">Its head.</param>
/// <param name="Entries">Entries that are new.</param>
internal readonly record struct AppendPart(LogIdentity Log, StoredHead Head, IReadOnlyList<SealedEntry> Entries);

/// <summary>Entries of one log or several as <c>cairn.append</c> takes them: columns side by side, each an array.</summary>
internal sealed class AppendRows
{
    private const string Answer = "SELECT done, logs, sizes, edges, stored_at, known_at, known_idx, known_digests, known_hashes, clash FROM cairn.append(";

    public const string Sql = $"""
        {Answer}
          $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
        """;

    /// <summary>Asks where the heads are and which ids are known, and takes the logs' locks until the transaction ends; appends nothing.</summary>
    public const string ProbeSql = $"""
        {Answer}$1, $2, $3, NULL, NULL, $4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          NULL, NULL, NULL, NULL, NULL, NULL)
        """;

    private readonly IReadOnlyList<AppendPart> parts;
    private readonly SealedEntry[] entries;
    private readonly TreeGrowth[] trees;

    /// <exception cref="ArgumentException">A head's edge is not that of its size.</exception>
    public AppendRows(params IReadOnlyList<AppendPart> parts)
    {
        this.parts = parts;
        entries = [.. parts.SelectMany(p => p.Entries)];
        trees = [.. parts.Select(Grown)];
    }

    /// <summary>The values of <see cref="Sql"/>.</summary>
    /// <param name="waits">Whether it waits for logs that somebody else appends to.</param>
    /// <exception cref="SubjectRaceException">Two entries of a log name one person differently.</exception>
    public NpgsqlParameter[] Values(bool waits)
    {
        var columns = Column(e => SearchColumns.Of(e.Leaf));
        var (targets, disclosures, subjects) = (Targets(), Disclosures(), Subjects());
        var manifests = Numbered().Where(e => e.Entry.Manifest is not null).ToArray();
        (int Log, TileId Tile, byte[] Hashes)[] tiles = [.. trees.SelectMany((tree, at) => tree.Pieces.Select(p => (at + 1, p.Tile, p.Hashes)))];
        return
        [
            Value.Of(waits), Value.Of(Logs(parts, p => p.Log.Key)), Value.Of(Logs(parts, p => p.Entries.Count)), Value.Of(Logs(parts, p => p.Head.Size)),
            Value.Of(Array.ConvertAll(trees, t => t.Edge)),
            Value.Of(Ids(entries)), Value.Of(Column(e => e.LeafBytes)), Value.Of(Column(e => RfcTime.ToMicroseconds(e.Leaf.RecordedAt))),
            Value.Of(Array.ConvertAll(columns, c => c.OccurredAt)), Value.Of(Array.ConvertAll(columns, c => c.Action)), Value.Of(Array.ConvertAll(columns, c => c.Category)),
            Value.Of(Array.ConvertAll(columns, c => c.ActorType)), Value.Of(Array.ConvertAll(columns, c => c.ActorId)), Value.Of(Array.ConvertAll(columns, c => c.Outcome)),
            Value.Of(Column(e => e.EventDigest)),
            Value.Of(targets.ConvertAll(t => t.At).ToArray()), Value.Of(targets.ConvertAll(t => t.N).ToArray()),
            Value.Of(targets.ConvertAll(t => t.Target.Type).ToArray()), Value.Of(targets.ConvertAll(t => t.Target.Id).ToArray()),
            Value.Of(disclosures.ConvertAll(d => d.At).ToArray()), Value.Of(disclosures.ConvertAll(d => d.Disclosure.Name).ToArray()),
            Value.Of(disclosures.ConvertAll(d => d.Disclosure.Subject ?? "").ToArray()), Value.Of(disclosures.ConvertAll(d => d.Disclosure.Class).ToArray()),
            Value.Of(disclosures.ConvertAll(d => d.Disclosure.Json).ToArray()),
            Value.Of(Array.ConvertAll(manifests, m => m.At)), Value.Of(Array.ConvertAll(manifests, m => m.Entry.Manifest)),
            Value.Of(subjects.ConvertAll(s => s.At).ToArray()), Value.Of(subjects.ConvertAll(s => s.Subject.Identifier.ToArray()).ToArray()),
            Value.Of(subjects.ConvertAll(s => s.Subject.Subject).ToArray()),
            Value.Of(Array.ConvertAll(tiles, t => t.Log)), Value.Of(Array.ConvertAll(tiles, t => t.Tile.Level)), Value.Of(Array.ConvertAll(tiles, t => t.Tile.Index)),
            Value.Of(Array.ConvertAll(tiles, t => t.Hashes)),
        ];
    }

    /// <summary>The values of <see cref="ProbeSql"/>.</summary>
    public static NpgsqlParameter[] Probe(bool waits, IReadOnlyList<LogAppend> appends) =>
    [
        Value.Of(waits), Value.Of(Logs(appends, a => a.Log.Key)), Value.Of(Logs(appends, a => a.Fresh.Count)), Value.Of(Ids([.. appends.SelectMany(a => a.Fresh)])),
    ];

    private static TreeGrowth Grown(AppendPart part)
    {
        var tree = new TreeGrowth(part.Head.Size, part.Head.Edge.Span);
        foreach (var entry in part.Entries)
        {
            tree.Append(entry.LeafHash);
        }

        return tree;
    }

    private static T[] Logs<TPart, T>(IReadOnlyList<TPart> parts, Func<TPart, T> of) => [.. parts.Select(of)];

    private static Guid[] Ids(SealedEntry[] entries) => Array.ConvertAll(entries, e => e.Leaf.Id);

    private T[] Column<T>(Converter<SealedEntry, T> of) => Array.ConvertAll(entries, of);

    private IEnumerable<(int At, SealedEntry Entry)> Numbered() => entries.Select((e, i) => (i + 1, e));

    private List<(int At, int N, LeafParty Target)> Targets() => [.. Numbered().SelectMany(e => e.Entry.Leaf.Targets.Select((t, n) => (e.At, n, t)))];

    private List<(int At, Disclosure Disclosure)> Disclosures() => [.. Numbered().SelectMany(e => e.Entry.Disclosures.Select(d => (e.At, d)))];

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
                subjects.AddRange(entry.NewSubjects.Where(s => IsFirst(names, s)).Select(s => (at, s)));
            }
        }

        return subjects;
    }

    private static bool IsFirst(Dictionary<Hash, string> names, NewSubject subject) =>
        names.TryAdd(subject.Identifier, subject.Subject) || (names[subject.Identifier] == subject.Subject ? false : throw new SubjectRaceException());
}
