using Cairn.Entries;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// A statement that reads something of one log or of several. Where a function answers it, what is asked at the same time goes in one round
/// trip; where policies do, each log is asked for by itself, because one tenant is read at a time.
/// </summary>
/// <param name="database">Where it runs.</param>
/// <param name="sql">Its first column is the log's key.</param>
/// <param name="values">Its parameters.</param>
/// <param name="read">A row, from the second column on.</param>
/// <param name="together">Whether several logs are asked for at once.</param>
internal sealed class LogQuery<TAsked, TRow>(
    PostgresDatabase database,
    string sql,
    Func<IReadOnlyList<(LogIdentity Log, TAsked Asked)>, NpgsqlParameter[]> values,
    Func<NpgsqlDataReader, TRow> read,
    bool together)
{
    private const int Senders = 4;
    private const int MostLogs = 64;

    // As long as an append may take: a server that hangs must not hang those who come after.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly BatchSender<Question> questions = new(
        Senders, MostLogs, _ => 1, asked => AskAsync(database, sql, values, read, asked));

    public async Task<IReadOnlyList<TRow>> AskAsync(LogIdentity log, TAsked asked, CancellationToken cancellationToken)
    {
        if (together)
        {
            var question = new Question(log, asked);
            await questions.SendAsync(question).WaitAsync(cancellationToken).ConfigureAwait(false);
            return question.Answer;
        }

        return await database.RunAsync(
            connection => new ReadBatch(log.Tenant)
                .Add(sql, values([(log, asked)]))
                .RunAsync(connection, row => RowsAsync(row, cancellationToken), cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    // Nobody's own token ends what others wait for.
    private static async Task AskAsync(
        PostgresDatabase database,
        string sql,
        Func<IReadOnlyList<(LogIdentity Log, TAsked Asked)>, NpgsqlParameter[]> values,
        Func<NpgsqlDataReader, TRow> read,
        IReadOnlyList<Question> questions)
    {
        using var limit = new CancellationTokenSource(Limit);
        var rows = await database.RunAsync(
            async connection =>
            {
                var found = new List<(long Log, TRow Row)>();
                await connection.RowsAsync(
                    sql,
                    values([.. questions.Select(q => (q.Log, q.Asked))]),
                    row => found.Add((row.Integer(0), read(row))),
                    limit.Token).ConfigureAwait(false);
                return found.ToLookup(r => r.Log, r => r.Row);
            },
            CancellationToken.None).ConfigureAwait(false);
        foreach (var question in questions)
        {
            question.Answer = [.. rows[question.Log.Key]];
        }
    }

    private async Task<IReadOnlyList<TRow>> RowsAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var rows = new List<TRow>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(row));
        }

        return rows;
    }

    private sealed class Question(LogIdentity log, TAsked asked)
    {
        public LogIdentity Log => log;

        public TAsked Asked => asked;

        /// <summary>What was found of the log, for whoever else asked about it too.</summary>
        public IReadOnlyList<TRow> Answer { get; set; } = [];
    }
}
