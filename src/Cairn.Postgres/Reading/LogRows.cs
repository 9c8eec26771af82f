using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Reads the rows of logs.</summary>
internal static class LogRows
{
    private const string CreateSql =
        "SELECT key, tenant, generation, log_id, origin, secret FROM cairn.create_log($1, $2, $3, $4, $5, $6, $7, $8)";

    private const string ContinueSql =
        "SELECT key, tenant, generation, log_id, origin, secret FROM cairn.continue_log($1, $2, $3, $4, $5, $6, $7, $8)";

    /// <summary>A tenant's first log is made by whoever records, each further one by a keeper.</summary>
    public static string SqlOf(LogIdentity log) => log.Generation > 1 ? ContinueSql : CreateSql;

    /// <summary>The values of <see cref="SqlOf"/>.</summary>
    public static NpgsqlParameter[] Create(LogIdentity log) =>
    [
        Value.Of(log.Tenant), Value.Of(log.Generation), Value.Of(log.LogId), Value.Of(log.Origin), Value.Of(log.Secret),
        Value.Of(log.Keys.All.Select(k => k.Id).ToArray()),
        Value.Of(log.Keys.All.Select(k => NameOf(k.Purpose)).ToArray()),
        Value.Of(log.Keys.All.Select(k => k.Bytes).ToArray()),
    ];

    /// <summary>Each log's keys: log, id, purpose, key. What is no key of ours is left out.</summary>
    public static async Task<ILookup<long, LogKey>> KeysAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var keys = new List<(long Log, LogKey Key)>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (PurposeOf(row.Text(2)) is { } purpose)
            {
                keys.Add((row.Integer(0), new(row.Small(1), purpose, row.Bytes(3))));
            }
        }

        return keys.ToLookup(k => k.Log, k => k.Key);
    }

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

    private static string NameOf(KeyPurpose purpose) => purpose == KeyPurpose.Lookup ? "lookup" : "replay";

    private static KeyPurpose? PurposeOf(string name) => name switch
    {
        "lookup" => KeyPurpose.Lookup,
        "replay" => KeyPurpose.Replay,
        _ => null,
    };

    private static LogIdentity Log(NpgsqlDataReader row) =>
        new(row.Text(1), row.Small(2), row.Text(3), row.Text(4)) { Key = row.Integer(0), Secret = row.Bytes(5) };
}
