using Cairn.Merkle;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Looks persons up before their events are sealed: those of several logs, when they are asked for at the same time, in one round trip.</summary>
internal sealed class SubjectLookup
{
    public const string Sql = "SELECT first_idx, identifier, subject, key_id, log FROM cairn.find_subjects($1, $2)";

    private const int Senders = 4;
    private const int Room = 10_000;

    // As long as an append may take: a server that hangs must not hang those who come after.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly PostgresDatabase database;
    private readonly Gathering<Question> together;

    public SubjectLookup(PostgresDatabase database) => (this.database, together) = (database, new(Senders, Room, q => q.Identifiers.Count, AskAsync));

    /// <summary>The values of <see cref="Sql"/>: each person of a log once, however many ask.</summary>
    public static NpgsqlParameter[] Values(IReadOnlyList<(LogIdentity Log, IReadOnlyCollection<Hash> Identifiers)> asked)
    {
        var all = asked.SelectMany(a => a.Identifiers.Select(i => (a.Log.Key, Identifier: i))).Distinct().ToArray();
        return [Value.Of(Array.ConvertAll(all, a => a.Key)), Value.Of(Array.ConvertAll(all, a => a.Identifier.ToArray()))];
    }

    public async Task<IEnumerable<StoredSubject>> FindAsync(LogIdentity log, IReadOnlyCollection<Hash> identifiers, CancellationToken cancellationToken)
    {
        var question = new Question(log, identifiers);
        await together.SendAsync(question).WaitAsync(cancellationToken).ConfigureAwait(false);
        return question.Answer;
    }

    private async Task AskAsync(IReadOnlyList<Question> questions)
    {
        using var limit = new CancellationTokenSource(Limit);
        var answers = await database.RunAsync(connection => AskAsync(connection, questions, limit.Token), CancellationToken.None).ConfigureAwait(false);
        foreach (var question in questions)
        {
            question.Answer = [.. answers[question.Log.Key].Where(s => question.Identifiers.Contains(s.Identifier))];
        }
    }

    private static async Task<ILookup<long, StoredSubject>> AskAsync(NpgsqlConnection connection, IReadOnlyList<Question> questions, CancellationToken cancellationToken)
    {
        var answers = new List<(long Log, StoredSubject Subject)>();
        await connection.RowsAsync(
            Sql,
            Values([.. questions.Select(q => (q.Log, (IReadOnlyCollection<Hash>)q.Identifiers))]),
            row => answers.Add((row.Integer(4), BesideRows.Subject(row))),
            cancellationToken).ConfigureAwait(false);
        return answers.ToLookup(a => a.Log, a => a.Subject);
    }

    private sealed class Question(LogIdentity log, IEnumerable<Hash> identifiers)
    {
        public LogIdentity Log => log;

        public HashSet<Hash> Identifiers { get; } = [.. identifiers];

        public IEnumerable<StoredSubject> Answer { get; set; } = [];
    }
}
