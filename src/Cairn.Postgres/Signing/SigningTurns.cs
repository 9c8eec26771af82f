using Cairn.Entries;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Turns to sign a log: an advisory lock of a transaction, on the one connection that the round then publishes on. A lock of the session
/// would stay on a pooler's connection; and a host that held one connection and waited for a second could wait for ever where there are
/// few. Logs that are signed at the same time share a transaction.
/// </summary>
internal sealed class SigningTurns
{
    // A class of locks beside that of migrations and months. Two logs that share a lock, or another program that uses it, only make a
    // round wait for the next.
    private const string LockSql =
        "SELECT k FROM unnest($1) k WHERE pg_catalog.pg_try_advisory_xact_lock(1128356175, pg_catalog.hashint8(k))";

    private const string PublishSql = "SELECT cairn.publish_checkpoints($1, $2)";

    // Signing writes each note to the disk: one host's transaction must not take long, nor many threads.
    private const int Senders = 2;
    private const int MostLogs = 32;

    private readonly PostgresDatabase database;
    private readonly string readCheckpoints;
    private readonly BatchSender<Turn> together;

    public SigningTurns(PostgresDatabase database, string readCheckpoints) =>
        (this.database, this.readCheckpoints, together) = (database, readCheckpoints, new(Senders, MostLogs, _ => 1, PublishAsync));

    /// <summary>Not to be given up: whoever does could not know whether it is signed.</summary>
    public async Task<bool> PublishAsync(LogIdentity log, string? published, Func<string> sign)
    {
        var turn = new Turn(log, published, sign);
        await together.SendAsync(turn).ConfigureAwait(false);
        return turn.IsSigned();
    }

    /// <summary>Publishes whoever's turn it is.</summary>
    public Task PublishAsync(LogIdentity log, string note) =>
        database.RunAsync(connection => PublishAsync(connection, [(log, note)]), CancellationToken.None);

    private Task<bool> PublishAsync(IReadOnlyList<Turn> turns) => database.RunAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var signed = (await OursAsync(connection, turns).ConfigureAwait(false)).Where(t => t.TrySign()).ToList();
                await PublishAsync(connection, [.. signed.Select(t => (t.Log, t.Note!))]).ConfigureAwait(false); // Signed.
                await transaction.CommitAsync().ConfigureAwait(false);
                signed.ForEach(t => t.IsPublished = true);
                return true;
            }
        },
        CancellationToken.None);

    // One after the other: a statement sees what was committed before it began, and the locks must be ours by then.
    private async Task<List<Turn>> OursAsync(NpgsqlConnection connection, IReadOnlyList<Turn> turns)
    {
        var (locked, notes) = (new List<long>(), new Dictionary<long, string?>());
        await connection.RowsAsync(
            LockSql,
            [Value.Of(turns.Select(t => t.Log.Key).ToArray())],
            row => locked.Add(row.Integer(0)),
            CancellationToken.None).ConfigureAwait(false);
        await connection.RowsAsync(
            readCheckpoints,
            [Value.Of(locked.ToArray())],
            row => notes[row.Integer(0)] = row.TextOrNull(1),
            CancellationToken.None).ConfigureAwait(false);
        return [.. turns.DistinctBy(t => t.Log.Key)
            .Where(t => locked.Contains(t.Log.Key) && notes.GetValueOrDefault(t.Log.Key) == t.Published)];
    }

    private static async Task<bool> PublishAsync(NpgsqlConnection connection, IReadOnlyList<(LogIdentity Log, string Note)> notes)
    {
        await connection.RowsAsync(
            PublishSql,
            [Value.Of(notes.Select(n => n.Log.Key).ToArray()), Value.Of(notes.Select(n => n.Note).ToArray())],
            _ => { },
            CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private sealed class Turn(LogIdentity log, string? published, Func<string> sign)
    {
        private Exception? failure;

        public LogIdentity Log => log;

        public string? Published => published;

        public string? Note { get; private set; }

        public bool IsPublished { get; set; }

        // One log's trouble is no other's.
        public bool TrySign()
        {
            try
            {
                Note = sign();
            }
            catch (Exception e)
            {
                failure = e;
            }

            return failure is null;
        }

        public bool IsSigned()
        {
            if (failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }

            return IsPublished;
        }
    }
}
