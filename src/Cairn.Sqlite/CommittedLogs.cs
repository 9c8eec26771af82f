using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>What this process has committed, so that a file that comes back is known for what it is. Touched by whoever has the turn.</summary>
internal sealed class CommittedLogs(string path)
{
    private readonly Dictionary<long, (string LogId, long Size)> logs = [];

    public void See(LogIdentity log, IReadOnlyList<AppendResult> results)
    {
        var size = logs.TryGetValue(log.Key, out var known) ? known.Size : 0;
        for (var i = 0; i < results.Count; i++)
        {
            size = Math.Max(size, results[i].Index + 1);
        }

        logs[log.Key] = (log.LogId, size);
    }

    /// <exception cref="CairnStoreException">The file is another one, or an older copy.</exception>
    public void Check(SqliteDatabase database)
    {
        foreach (var (key, (logId, size)) in logs)
        {
            using var row = database.Prepare("SELECT l.log_id, h.size FROM logs l LEFT JOIN heads h ON h.log = l.key WHERE l.key = ?")
                .Bind(1, key);
            if (!row.Read() || row.Text(0) != logId)
            {
                throw SqliteErrors.Lost(
                    $"{path} was replaced by another file while it was in use: the log {logId} is not in it. Put the right file back.");
            }

            if (row.Integer(1) < size)
            {
                throw SqliteErrors.Lost(
                    $"{path} was replaced by an older copy while it was in use: the log {logId} has {Counted.Entries(row.Integer(1))}, and "
                    + $"{size} were committed. Put the newer file back, or stop the application and run: cairn recover");
            }
        }
    }
}
