using Npgsql;

namespace Cairn.Postgres;

/// <summary>Reads the rows of logs.</summary>
internal static class LogRows
{
    public const string CreateSql = "SELECT key, tenant, generation, log_id, origin, secret FROM cairn.create_log($1, $2, $3, $4, $5)";

    public static async Task<IReadOnlyList<LogIdentity>> AllAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var logs = new List<LogIdentity>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            logs.Add(Log(row));
        }

        return logs;
    }

    public static async Task<IReadOnlyList<LogProgress>> ProgressAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var progress = new List<LogProgress>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            progress.Add(new(Log(row), row.Integer(6), row.TextOrNull(7)));
        }

        return progress;
    }

    private static LogIdentity Log(NpgsqlDataReader row) => new(row.Text(1), row.Small(2), row.Text(3), row.Text(4)) { Key = row.Integer(0), Secret = row.Bytes(5) };
}
