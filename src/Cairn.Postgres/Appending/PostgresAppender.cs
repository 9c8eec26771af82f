using System.Diagnostics.CodeAnalysis;
using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Appends batches: what a batch adds to the tree is worked out here, for a head seen before; the server checks it against the head it has
/// locked. What is appended to several logs at the same time goes in one transaction, which waits for none of them. A log that somebody
/// else appends to, or one that made the others fail, then goes alone, and waits.
/// </summary>
[SuppressMessage(
    "Reliability",
    "CA1001",
    Justification = "Who waits for a turn when the store is closed would wait for ever, were it disposed; it holds nothing.")]
internal sealed class PostgresAppender
{
    private const int Races = 3;

    // Together as many connections as gain: behind them, commits wait for the same disk.
    private const int Senders = 4;
    private const int Loners = 4;

    private readonly PostgresDatabase database;
    private readonly LogHeads heads = new();
    private readonly MonthsAhead months = new();
    private readonly BatchSender<LogAppend> together;
    private readonly SemaphoreSlim alone = new(Loners);

    public PostgresAppender(PostgresDatabase database)
    {
        this.database = database;
        together = new(Senders, room: 4 * 1024 * 1024, append => append.Bytes, TogetherAsync);
    }

    /// <summary>Called on both sides of each append's commit; what it throws reaches the caller.</summary>
    public Action<AppendStep>? OnAppend { get; set; }

    /// <summary>
    /// How long one append may take, whatever the connection allows: longer than the server waits for a lock, so that it speaks first.
    /// </summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(60);

    /// <exception cref="EntryRefusedException">The server takes these entries never.</exception>
    /// <exception cref="SubjectRaceException">The directory knows one of the new subjects by another name; nothing was written.</exception>
    public async Task<AppendResult[]> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> batch,
        long? people,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.Count == 0)
        {
            return [];
        }

        var head = heads.Of(log.Key);
        await head.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var append = new LogAppend(log, head, batch, people, cancellationToken);
        try
        {
            if (OnAppend is null)
            {
                await together.SendAsync(append).ConfigureAwait(false);
            }

            return append.Results ?? await AloneAsync(append).ConfigureAwait(false);
        }
        catch (CairnStoreException e) when (PostgresErrors.IsEntrys(e))
        {
            throw new EntryRefusedException(e.Message, e);
        }
        catch
        {
            append.Forget(); // Whether it was committed is not known.
            throw;
        }
        finally
        {
            head.Turn.Release();
        }
    }

    /// <summary>
    /// Appends within a transaction of the caller's, which holds the log's lock from here to its end. What it appends is seen by nobody
    /// until then: no head is remembered.
    /// </summary>
    /// <inheritdoc cref="AppendAsync(LogIdentity, IReadOnlyList{SealedEntry}, long?, CancellationToken)"/>
    public Task<AppendResult[]> AppendAsync(
        NpgsqlTransaction transaction,
        LogIdentity log,
        IReadOnlyList<SealedEntry> batch,
        long? people,
        CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction is over.");
        var append = new LogAppend(log, new(), batch, people, cancellationToken);
        return database.ExplainAsync(() => LockedAsync(connection, append, cancellationToken), cancellationToken);
    }

    /// <summary>Appends what can be appended without waiting. What is left has no results; it goes alone.</summary>
    private async Task TogetherAsync(IReadOnlyList<LogAppend> gathered)
    {
        // Who gave up while waiting would make the others give up too.
        List<LogAppend> appends = [.. gathered.Where(a => !a.CancellationToken.IsCancellationRequested)];
        if (appends.Count == 0)
        {
            return;
        }

        using var givesUp = CancellationTokenSource.CreateLinkedTokenSource([.. appends.Select(a => a.CancellationToken).Distinct()]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(givesUp.Token);
        limit.CancelAfter(Limit); // A server that hangs must not hang the logs.
        try
        {
            await database.RunAsync(connection => TogetherAsync(connection, appends, limit.Token), givesUp.Token).ConfigureAwait(false);
        }
        catch (Exception e) when ((appends.Count > 1 && IsPerhapsAnothers(e)) || PostgresErrors.IsKnownId(e))
        {
            foreach (var append in appends)
            {
                append.Forget();
            }
        }
    }

    // What the server says of a batch need not be said of every log in it, nor does whoever gives up speak for the others.
    private static bool IsPerhapsAnothers(Exception e) => e is SubjectRaceException or OperationCanceledException
        or CairnStoreException { InnerException: PostgresException or ArgumentException };

    private async Task<bool> TogetherAsync(
        NpgsqlConnection connection,
        IReadOnlyList<LogAppend> appends,
        CancellationToken cancellationToken)
    {
        await months.MakeAsync(connection, appends[^1].Fresh[^1].Leaf.RecordedAt, cancellationToken).ConfigureAwait(false);
        var left = appends;
        for (var lost = 0; lost < Races && left.Count > 0; lost++)
        {
            left = await TryAsync(connection, left, waits: false, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<AppendResult[]> AloneAsync(LogAppend append)
    {
        await alone.WaitAsync(append.CancellationToken).ConfigureAwait(false);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(append.CancellationToken);
            limit.CancelAfter(Limit);
            return await database.RunAsync(
                connection => AloneAsync(connection, append, limit.Token), append.CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            alone.Release();
        }
    }

    private async Task<AppendResult[]> AloneAsync(NpgsqlConnection connection, LogAppend append, CancellationToken cancellationToken)
    {
        await months.MakeAsync(connection, append.Fresh[^1].Leaf.RecordedAt, cancellationToken).ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            append.Forget(); // Asking for it takes the lock.
            var results = await LockedAsync(connection, append, cancellationToken).ConfigureAwait(false);
            OnAppend?.Invoke(AppendStep.BeforeCommit);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            OnAppend?.Invoke(AppendStep.AfterCommit);
            return results;
        }
    }

    /// <summary>In a transaction, where nothing moves any more once the head was asked for.</summary>
    private static async Task<AppendResult[]> LockedAsync(
        NpgsqlConnection connection,
        LogAppend append,
        CancellationToken cancellationToken)
    {
        while (append.Results is null)
        {
            await TryAsync(connection, [append], waits: true, cancellationToken).ConfigureAwait(false);
        }

        return append.Results;
    }

    /// <summary>
    /// Whoever waits has every id looked up: an id that looked new and was not is then found. One round trip; two where nobody knows a
    /// head. Returns what something moved under meanwhile, and leaves out what somebody else appends to.
    /// </summary>
    private static async Task<IReadOnlyList<LogAppend>> TryAsync(
        NpgsqlConnection connection,
        IReadOnlyList<LogAppend> appends,
        bool waits,
        CancellationToken cancellationToken)
    {
        if (appends.Any(a => a.Head is null))
        {
            appends = Learn(appends, await CallAsync(
                connection, AppendRows.ProbeSql, AppendRows.Probe(waits, looks: waits, appends), cancellationToken).ConfigureAwait(false));
        }

        if (appends.Count == 0)
        {
            return appends;
        }

        // Every head is known by now.
        var rows = new AppendRows([.. appends.Select(a => new AppendPart(a.Log, a.Head!, a.Fresh, a.People))]);
        var sql = appends.Count == 1 ? AppendRows.OneLogSql : AppendRows.Sql;
        var answer = await CallAsync(connection, sql, rows.Values(waits, looks: waits), cancellationToken).ConfigureAwait(false);
        if (answer.Clash)
        {
            throw new SubjectRaceException();
        }

        if (!answer.Done)
        {
            return Learn(appends, answer);
        }

        foreach (var append in appends)
        {
            append.Complete(answer.Heads[append.Log.Key]);
        }

        return [];
    }

    /// <summary>Returns what is left to append, without the logs that somebody else appends to.</summary>
    private static List<LogAppend> Learn(IReadOnlyList<LogAppend> appends, AppendAnswer answer)
    {
        var (left, from) = (new List<LogAppend>(), 0);
        foreach (var append in appends)
        {
            var to = from + append.Fresh.Count;
            if (answer.Heads.TryGetValue(append.Log.Key, out var head))
            {
                append.Learn(head, answer.Known.Where(k => k.At >= from && k.At < to).Select(k => (k.At - from, k.Event)));
                if (append.Results is null)
                {
                    left.Add(append);
                }
            }

            from = to;
        }

        return left;
    }

    private static async Task<AppendAnswer> CallAsync(
        NpgsqlConnection connection,
        string sql,
        NpgsqlParameter[] values,
        CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        await using (command.ConfigureAwait(false))
        {
            return await AppendAnswer.ReadAsync(command, cancellationToken).ConfigureAwait(false);
        }
    }
}
