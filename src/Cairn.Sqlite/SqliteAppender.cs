using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Appends batches through one connection; its statements are prepared once. The caller holds the transaction.</summary>
internal sealed class SqliteAppender(SqliteDatabase database)
{
    private readonly EntryWriter entries = new(database);
    private readonly DirectoryWriter directory = new(database);
    private readonly TileWriter tiles = new(database);
    private readonly KnownEvents known = new(database);

    /// <summary>Drops what is known, writes the others at the head and moves it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="batch">In order.</param>
    /// <param name="people">How often persons had left when names were looked up; <see langword="null"/>: none were.</param>
    /// <param name="now">The clock.</param>
    /// <exception cref="SubjectRaceException">
    /// Roll back: the directory knows one of the new subjects by another name, or persons left.
    /// </exception>
    public AppendResult[] Append(LogIdentity log, IReadOnlyList<SealedEntry> batch, long? people, DateTimeOffset now)
    {
        var head = HeadRow.Read(database, log, out var newest);
        if (people is { } seen && seen != head.People)
        {
            throw new SubjectRaceException();
        }

        try
        {
            return Append(log, batch, head, new(newest, now));
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            throw new CairnStoreException($"The head of the log {log.LogId} is damaged ({e.Message}): run cairn verify.", e)
            {
                NeedsMending = true,
                NothingWritten = true
            };
        }
    }

    private AppendResult[] Append(LogIdentity log, IReadOnlyList<SealedEntry> batch, StoredHead head, NewestEvent newest)
    {
        var edge = RightEdge.FromBytes(head.Size, head.Edge.Span);
        var tree = new TileBuilder(head.Size, level => tiles.Open(log.Key, head.Size, level));
        var results = new AppendResult[batch.Count];
        var fresh = new List<(long Index, SealedEntry Entry)>(results.Length);
        var storedAt = head.StoredAt;
        for (var i = 0; i < results.Length; i++)
        {
            var entry = batch[i];
            var time = Math.Max(storedAt, RfcTime.ToMicroseconds(entry.Leaf.RecordedAt));
            if (!entries.Write(log.Key, edge.Size, time, entry, newest.IsBeyond(entry.Leaf.Id)))
            {
                results[i] = known.Answer(log.Key, entry);
                continue;
            }

            fresh.Add((edge.Size, entry));
            results[i] = new(AppendStatus.Appended, edge.Size, entry.LeafHash);
            edge.Append(entry.LeafHash);
            tree.Append(entry.LeafHash);
            newest.Add(entry.Leaf.Id);
            storedAt = time;
        }

        if (edge.Size > head.Size)
        {
            entries.Accompany(log.Key, fresh);
            fresh.ForEach(e => Follow(log, e.Index, e.Entry));
            tiles.Write(log.Key, tree);
            HeadRow.Write(database, log, new(edge.Size, edge.ToBytes(), storedAt), newest.Bytes);
        }

        return results;
    }

    private void Follow(LogIdentity log, long index, SealedEntry entry)
    {
        directory.Write(log.Key, index, entry);
        if (entry.Manifest is { } manifest && HoldRules.Of(entry.Leaf.Action, manifest) is { } hold)
        {
            HoldRows.Apply(database, log, hold);
        }
    }
}
