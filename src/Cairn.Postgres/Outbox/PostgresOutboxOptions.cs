using Cairn.Primitives;
using Npgsql;

namespace Cairn;

/// <summary>Where an outbox is, and how it is emptied. Every option has a default.</summary>
public sealed class PostgresOutboxOptions
{
    /// <summary>The schema of the table: one of the application's own.</summary>
    public string Schema { get; set; } = "public";

    /// <summary>The table's name.</summary>
    public string Table { get; set; } = "cairn_outbox";

    /// <summary>
    /// Where the relay finds the table, when that is another database than the log's. <see langword="null"/>: the log's own database, where
    /// moving is one transaction.
    /// </summary>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>
    /// How long an idle relay waits at most before it looks again. Default one second: what an event may lag behind its commit.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    internal void Validate()
    {
        _ = new Postgres.OutboxTable(Schema, Table);
        ArgumentOutOfRangeException.ThrowIfLessThan(PollInterval, Backoff.First, "PollInterval");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PollInterval, TimeSpan.FromHours(1), "PollInterval");
    }
}
