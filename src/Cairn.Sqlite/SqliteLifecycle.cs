using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>The ways out of a log in a file. The caller holds the transaction of each call.</summary>
internal sealed class SqliteLifecycle(SqliteDatabase database, LogIdentity log, DateTimeOffset now)
{
    /// <summary>How many entries one transaction deletes: appends wait for it.</summary>
    public const int Chunk = 2000;

    private static readonly string[] Beside = ["targets", "disclosures", "replays", "addresses"];

    private readonly Floors floors = SettingRows.Floors(database, now);

    /// <summary>Deletes the next entries of a plan.</summary>
    /// <param name="plan">The index of the plan's entry.</param>
    /// <param name="from">Where the step before this one ended; 0 at first.</param>
    public ExpiryStep Expire(long plan, long from)
    {
        var named = Plan(plan);
        var kept = IndexRanges.Common(named, HoldRows.Kept(database, log));
        var going = IndexRanges.Without(named, kept);
        var (indexes, last) = Next(IndexRanges.Common(going, [new(from, long.MaxValue)]));
        Delete(going, indexes);
        return new(indexes.Count, last + 1, last is null ? Missing(named) : 0, kept);
    }

    /// <summary>
    /// After the last step, and after a month: lets everybody leave whom no entry names any more, of steps that were not finished too.
    /// </summary>
    public long Leave()
    {
        var persons = new PersonRows(database, log);
        return persons.Leave(persons.All());
    }

    /// <summary>Deletes what an erasure names of these entries.</summary>
    public ErasureResult Erase(long manifest, IReadOnlyCollection<long> indexes)
    {
        var digests = Committed<ErasedManifest>(manifest).Digests.ToHashSet(StringComparer.Ordinal);
        var entries = indexes.Where(i => i >= 0 && i < manifest).ToHashSet();
        var kept = HoldRows.Kept(database, log);
        foreach (var index in entries.Where(i => IndexRanges.Contain(kept, i) && Exists(i)))
        {
            throw ReleaseRules.Held(index);
        }

        var (erased, persons) = (0, new HashSet<string>(StringComparer.Ordinal));
        database.Releasing(new() { Log = log.Key, Erased = entries, Digests = digests }, () =>
        {
            foreach (var index in entries.Order())
            {
                erased += Erase(index, digests, persons);
            }
        });
        return new(erased, new PersonRows(database, log).Leave(persons));
    }

    /// <summary>The entries of a month that may go, or <see langword="null"/> where one of them has to stay.</summary>
    public List<long>? OfMonth(int month)
    {
        var due = new Lazy<List<IndexRange>>(Due);
        var indexes = new List<long>();
        foreach (var (index, isYoung) in Stored(month))
        {
            if (isYoung || !IndexRanges.Contain(due.Value, index))
            {
                return null;
            }

            indexes.Add(index);
        }

        return indexes;
    }

    /// <summary>Deletes these entries; the caller has made sure that all of them may go.</summary>
    public void Drop(List<long> indexes) => Delete(IndexRanges.Joined(indexes.Select(i => new IndexRange(i, i + 1))), indexes);

    private T Committed<T>(long index)
        where T : Manifest
    {
        using var row = database.Prepare(
            "SELECT m.body, e.leaf FROM manifests m JOIN entries e ON e.log = m.log AND e.idx = m.idx WHERE m.log = ? AND m.idx = ?")
            .Bind(1, log.Key).Bind(2, index);
        var isThere = row.Read();
        var tile = TileRows.Read(database, log.Key, new(0, index / TileId.FullWidth)) ?? ReadOnlyMemory<byte>.Empty;
        var at = (int)(index % TileId.FullWidth) * Hash.Size;
        return ReleaseRules.Committed<T>(
            isThere ? (ReadOnlyMemory<byte>?)row.Blob(0) : null,
            isThere ? (ReadOnlyMemory<byte>?)row.Blob(1) : null,
            at >= 0 && tile.Length >= at + Hash.Size ? new(tile.Span.Slice(at, Hash.Size)) : null,
            index);
    }

    private List<IndexRange> Plan(long plan) => ReleaseRules.Due(Committed<ExpiryPlannedManifest>(plan), plan, now);

    // What any plan names whose time has come and no hold keeps. One that is damaged names nothing here; verify says so.
    private List<IndexRange> Due()
    {
        var plans = BesideRows.Manifests(database, log, ExpiryPlannedManifest.Name)
            .Where(m => Manifest.TryParse(m.Json, out var read, out _) && read is ExpiryPlannedManifest plan && !(plan.NotBefore > now));
        return IndexRanges.Without(IndexRanges.Joined(plans.SelectMany(m => Plan(m.Index))), HoldRows.Kept(database, log));
    }

    // The next entries of these ranges that may go, and the last that was looked at; null: there are no more.
    private (List<long> Going, long? Last) Next(List<IndexRange> ranges)
    {
        var (indexes, looked, last) = (new List<long>(), 0, (long?)null);
        foreach (var range in ranges.TakeWhile(_ => looked < Chunk))
        {
            using var rows = database.Prepare("""
                SELECT idx, action, category, stored_at FROM entries WHERE log = ? AND idx >= ? AND idx < ? AND substr(action, 1, 6) <> 'cairn.' ORDER BY idx LIMIT ?
                """).Bind(1, log.Key).Bind(2, range.From).Bind(3, range.To).Bind(4, Chunk - looked);
            for (; rows.Read(); looked++)
            {
                last = rows.Near(0);
                if (!floors.Keep(rows.Text(1) ?? "", rows.Text(2) ?? "", rows.Integer(3)))
                {
                    indexes.Add(rows.Near(0));
                }
            }
        }

        return (indexes, looked < Chunk ? null : last);
    }

    private void Delete(List<IndexRange> going, List<long> indexes) =>
        database.Releasing(new() { Log = log.Key, Entries = going, Floors = floors }, () =>
        {
            foreach (var index in indexes)
            {
                foreach (var table in Beside)
                {
                    Delete(table, index);
                }

                Delete("entries", index);
            }
        });

    private void Delete(string table, long index) =>
        database.Prepare($"DELETE FROM {table} WHERE log = ? AND idx = ?").Bind(1, log.Key).Bind(2, index).Run();

    private int Erase(long index, HashSet<string> digests, HashSet<string> persons)
    {
        var going = new List<(string Name, string Subject)>();
        using (var rows = database.Prepare("SELECT name, subject, key_id, digest, body FROM disclosures WHERE log = ? AND idx = ?")
            .Bind(1, log.Key)
            .Bind(2, index))
        {
            while (rows.Read())
            {
                if (digests.Contains(ReleaseRules.DigestOf(rows.Integer(2), rows.Text(3), rows.Blob(4))))
                {
                    going.Add((rows.Text(0) ?? "", rows.Text(1) ?? ""));
                }
            }
        }

        foreach (var (name, subject) in going)
        {
            database.Prepare("DELETE FROM disclosures WHERE log = ? AND idx = ? AND name = ? AND subject = ?")
                .Bind(1, log.Key)
                .Bind(2, index)
                .Bind(3, name)
                .Bind(4, subject).Run();
            if (ReleaseRules.SaysWho(name) && subject.Length > 0)
            {
                persons.Add(subject);
            }
        }

        if (going.Count > 0)
        {
            database.Prepare("UPDATE replays SET digest = NULL WHERE log = ? AND idx = ?").Bind(1, log.Key).Bind(2, index).Run();
        }

        if (going.Exists(d => d.Name == "network"))
        {
            Delete("addresses", index);
        }

        return going.Count;
    }

    private bool Exists(long index)
    {
        using var row = database.Prepare("SELECT 1 FROM entries WHERE log = ? AND idx = ?").Bind(1, log.Key).Bind(2, index);
        return row.Read();
    }

    private long Missing(List<IndexRange> named)
    {
        var missing = 0L;
        foreach (var range in named)
        {
            using var count = database.Prepare("SELECT count(*) FROM entries WHERE log = ? AND idx >= ? AND idx < ?")
                .Bind(1, log.Key)
                .Bind(2, range.From)
                .Bind(3, range.To);
            missing += range.To - range.From - (count.Read() ? count.Integer(0) : 0);
        }

        return missing;
    }

    // The whole log is read for it: months are dropped seldom, and an index by the store's time would cost every append.
    private IEnumerable<(long Index, bool IsYoung)> Stored(int month)
    {
        var first = new DateTimeOffset(month / 100, month % 100, 1, 0, 0, 0, TimeSpan.Zero);
        using var rows = database.Prepare("""
            SELECT idx, action, category, stored_at FROM entries WHERE log = ? AND stored_at >= ? AND stored_at < ? AND substr(action, 1, 6) <> 'cairn.' ORDER BY idx
            """).Bind(1, log.Key).Bind(2, RfcTime.ToMicroseconds(first)).Bind(3, RfcTime.ToMicroseconds(first.AddMonths(1)));
        while (rows.Read())
        {
            yield return (rows.Near(0), floors.Keep(rows.Text(1) ?? "", rows.Text(2) ?? "", rows.Integer(3)));
        }
    }
}

/// <summary>What one transaction of an expiry did.</summary>
/// <param name="Deleted">Entries.</param>
/// <param name="Next">Where the next one begins; <see langword="null"/>: this was the last.</param>
/// <param name="Gone">After the last: how many indexes of the plan have no entry.</param>
/// <param name="Held">What holds keep.</param>
internal sealed record ExpiryStep(long Deleted, long? Next, long Gone, IReadOnlyList<IndexRange> Held);
