using Cairn.Merkle;

namespace Cairn.Sqlite;

/// <summary>Appends batches through one connection; its statements are prepared once. The caller holds the transaction.</summary>
internal sealed class SqliteAppender(SqliteDatabase database)
{
    private readonly EntryWriter entries = new(database);
    private readonly DirectoryWriter directory = new(database);
    private readonly TileWriter tiles = new(database);
    private readonly KnownEvents known = new(database);

    /// <summary>Drops what is known, writes the others at the head and moves it.</summary>
    /// <exception cref="SubjectRaceException">Roll back: the directory knows one of the new subjects by another name.</exception>
    public AppendResult[] Append(LogIdentity log, IReadOnlyList<SealedEntry> batch)
    {
        var head = HeadRow.Read(database, log);
        try
        {
            return Append(log, batch, head);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            throw new CairnStoreException($"The head of the log {log.LogId} is damaged ({e.Message}): run cairn verify.", e) { NeedsMending = true, NothingWritten = true };
        }
    }

    private AppendResult[] Append(LogIdentity log, IReadOnlyList<SealedEntry> batch, StoredHead head)
    {
        var edge = RightEdge.FromBytes(head.Size, head.Edge.Span);
        var tree = new TileBuilder(head.Size, level => tiles.Open(log.Key, head.Size, level));
        var results = new AppendResult[batch.Count];
        var storedAt = head.StoredAt;
        for (var i = 0; i < results.Length; i++)
        {
            var entry = batch[i];
            var time = Math.Max(storedAt, RfcTime.ToMicroseconds(entry.Leaf.RecordedAt));
            if (!entries.Write(log.Key, edge.Size, time, entry))
            {
                results[i] = known.Answer(log.Key, entry);
                continue;
            }

            directory.Write(log.Key, edge.Size, entry.NewSubjects);
            results[i] = new(AppendStatus.Appended, edge.Size, entry.LeafHash);
            edge.Append(entry.LeafHash);
            tree.Append(entry.LeafHash);
            storedAt = time;
        }

        if (edge.Size > head.Size)
        {
            tiles.Write(log.Key, tree);
            HeadRow.Write(database, log, new(edge.Size, edge.ToBytes(), storedAt));
        }

        return results;
    }
}
