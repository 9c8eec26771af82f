using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Appends batches: what a batch adds to the tree is worked out here, for a head seen before; the server checks it against the head it has locked.
/// Where another process was faster, the server says where the head is now, and the work is done again; after a few lost races under the lock.
/// </summary>
internal sealed class PostgresAppender(PostgresDatabase database)
{
    private const int Races = 3;

    private readonly LogHeads heads = new();
    private readonly MonthsAhead months = new();

    /// <summary>Called on both sides of each append's commit; what it throws reaches the caller.</summary>
    public Action<AppendStep>? OnAppend { get; set; }

    /// <summary>How long one append may take, whatever the connection allows: longer than the server waits for a lock, so that it speaks first.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(60);

    /// <exception cref="EntryRefusedException">The server takes these entries never.</exception>
    /// <exception cref="SubjectRaceException">The directory knows one of the new subjects by another name; nothing was written.</exception>
    public async Task<AppendResult[]> AppendAsync(LogIdentity log, IReadOnlyList<SealedEntry> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.Count == 0)
        {
            return [];
        }

        var head = heads.Of(log.Key);
        await head.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit); // A server that hangs must not hang the log.
            return await database.RunAsync(connection => AppendAsync(connection, log, head, new(batch), limit.Token), cancellationToken).ConfigureAwait(false);
        }
        catch (CairnStoreException e) when (PostgresErrors.IsEntrys(e))
        {
            throw new EntryRefusedException(e.Message, e);
        }
        catch
        {
            head.Seen = null; // Whether it was committed is not known.
            throw;
        }
        finally
        {
            head.Turn.Release();
        }
    }

    /// <summary>Appends within a transaction of the caller's, which holds the log's lock from here to its end. What it appends is seen by nobody until then: no head is remembered.</summary>
    /// <inheritdoc cref="AppendAsync(LogIdentity, IReadOnlyList{SealedEntry}, CancellationToken)"/>
    public Task<AppendResult[]> AppendAsync(NpgsqlTransaction transaction, LogIdentity log, IReadOnlyList<SealedEntry> batch, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction is over.");
        return database.ExplainAsync(() => AppendLockedAsync(connection, log, new(), new(batch), cancellationToken), cancellationToken);
    }

    private async Task<AppendResult[]> AppendAsync(NpgsqlConnection connection, LogIdentity log, LogHead head, AppendPlan plan, CancellationToken cancellationToken)
    {
        await months.MakeAsync(connection, plan.Fresh[^1].Leaf.RecordedAt, cancellationToken).ConfigureAwait(false);
        for (var lost = 0; lost < Races && OnAppend is null; lost++)
        {
            if (await TryAsync(connection, log, head, plan, cancellationToken).ConfigureAwait(false) is { } results)
            {
                return results;
            }
        }

        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            head.Seen = null; // Asking for it takes the lock.
            var results = await AppendLockedAsync(connection, log, head, plan, cancellationToken).ConfigureAwait(false);
            OnAppend?.Invoke(AppendStep.BeforeCommit);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            OnAppend?.Invoke(AppendStep.AfterCommit);
            return results;
        }
    }

    /// <summary>In a transaction, where nothing moves any more once the head was asked for.</summary>
    private static async Task<AppendResult[]> AppendLockedAsync(NpgsqlConnection connection, LogIdentity log, LogHead head, AppendPlan plan, CancellationToken cancellationToken)
    {
        AppendResult[]? results;
        do
        {
            results = await TryAsync(connection, log, head, plan, cancellationToken).ConfigureAwait(false);
        }
        while (results is null);
        return results;
    }

    /// <summary>One round trip; two where nobody knows the head. Answers <see langword="null"/> when something moved meanwhile.</summary>
    private static async Task<AppendResult[]?> TryAsync(NpgsqlConnection connection, LogIdentity log, LogHead head, AppendPlan plan, CancellationToken cancellationToken)
    {
        if (head.Seen is null)
        {
            Learn(head, plan, await CallAsync(connection, AppendRows.ProbeSql, [Value.Of(log.Key), Value.Of(AppendRows.Ids(plan.Fresh))], cancellationToken).ConfigureAwait(false));
        }

        var from = head.Seen!; // Learnt.
        if (plan.Fresh.Count == 0)
        {
            return plan.Results(from.Size);
        }

        var answer = await CallAsync(connection, AppendRows.Sql, Rows(log, from, plan.Fresh).Values(), cancellationToken).ConfigureAwait(false);
        if (answer.Clash)
        {
            throw new SubjectRaceException();
        }

        if (!answer.Done)
        {
            Learn(head, plan, answer);
            return null;
        }

        head.Seen = answer.Head;
        return plan.Results(from.Size);
    }

    private static void Learn(LogHead head, AppendPlan plan, AppendAnswer answer)
    {
        head.Seen = answer.Head;
        foreach (var (at, known) in answer.Known)
        {
            plan.Know(plan.Fresh[at - 1].Leaf.Id, known);
        }

        plan.LeaveOutKnown();
    }

    private static AppendRows Rows(LogIdentity log, StoredHead head, List<SealedEntry> fresh)
    {
        try
        {
            return new(log, head, fresh);
        }
        catch (ArgumentException e)
        {
            throw new CairnStoreException($"The head of the log {log.LogId} is damaged ({e.Message}): run cairn verify.", e);
        }
    }

    private static async Task<AppendAnswer> CallAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] values, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddRange(values);
            return await AppendAnswer.ReadAsync(command, cancellationToken).ConfigureAwait(false);
        }
    }
}
