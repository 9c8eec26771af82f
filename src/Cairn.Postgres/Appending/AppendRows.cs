using Cairn.Merkle;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>A batch as <c>cairn.append</c> takes it: columns side by side, each an array.</summary>
internal sealed class AppendRows
{
    public const string Sql = """
        SELECT done, size, edge, stored_at, known_at, known_idx, known_digests, known_hashes, clash FROM cairn.append(
          $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)
        """;

    /// <summary>Asks where the head is and which ids are known, and takes the log's lock until the transaction ends; appends nothing.</summary>
    public const string ProbeSql = """
        SELECT done, size, edge, stored_at, known_at, known_idx, known_digests, known_hashes, clash FROM cairn.append(
          $1, -1, NULL, $2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          NULL, NULL, NULL)
        """;

    private readonly LogIdentity log;
    private readonly TreeGrowth tree;
    private readonly IReadOnlyList<SealedEntry> entries;
    private readonly long size;

    /// <param name="log">The log.</param>
    /// <param name="head">Where the entries go.</param>
    /// <param name="entries">Entries that are new.</param>
    /// <exception cref="ArgumentException">The head's edge is not that of its size.</exception>
    public AppendRows(LogIdentity log, StoredHead head, IReadOnlyList<SealedEntry> entries)
    {
        (this.log, this.entries, size, tree) = (log, entries, head.Size, new(head.Size, head.Edge.Span));
        foreach (var entry in entries)
        {
            tree.Append(entry.LeafHash);
        }
    }

    /// <summary>The values of <see cref="Sql"/>.</summary>
    /// <exception cref="SubjectRaceException">Two entries name one person differently.</exception>
    public NpgsqlParameter[] Values()
    {
        var columns = Column(e => SearchColumns.Of(e.Leaf));
        var (targets, disclosures, subjects) = (Targets(), Disclosures(), Subjects());
        var manifests = Numbered().Where(e => e.Entry.Manifest is not null).ToArray();
        var tiles = tree.Pieces.ToArray();
        return
        [
            Value.Of(log.Key), Value.Of(size), Value.Of(tree.Edge),
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
            Value.Of(Array.ConvertAll(tiles, t => t.Tile.Level)), Value.Of(Array.ConvertAll(tiles, t => t.Tile.Index)), Value.Of(Array.ConvertAll(tiles, t => t.Hashes)),
        ];
    }

    public static Guid[] Ids(IReadOnlyList<SealedEntry> entries) => [.. entries.Select(e => e.Leaf.Id)];

    private T[] Column<T>(Func<SealedEntry, T> of)
    {
        var column = new T[entries.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = of(entries[i]);
        }

        return column;
    }

    private IEnumerable<(int At, SealedEntry Entry)> Numbered() => entries.Select((e, i) => (i + 1, e));

    private List<(int At, int N, LeafParty Target)> Targets() => [.. Numbered().SelectMany(e => e.Entry.Leaf.Targets.Select((t, n) => (e.At, n, t)))];

    private List<(int At, Disclosure Disclosure)> Disclosures() => [.. Numbered().SelectMany(e => e.Entry.Disclosures.Select(d => (e.At, d)))];

    // Each person once, with the entry that names them first.
    private List<(int At, NewSubject Subject)> Subjects()
    {
        var names = new Dictionary<Hash, string>();
        var subjects = new List<(int, NewSubject)>();
        foreach (var (at, entry) in Numbered())
        {
            foreach (var subject in entry.NewSubjects)
            {
                if (names.TryAdd(subject.Identifier, subject.Subject))
                {
                    subjects.Add((at, subject));
                }
                else if (names[subject.Identifier] != subject.Subject)
                {
                    throw new SubjectRaceException();
                }
            }
        }

        return subjects;
    }
}
