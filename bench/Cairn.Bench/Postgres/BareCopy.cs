using Npgsql;

namespace Cairn.Bench;

/// <summary>
/// The baseline of appending: binary COPY of the same rows into the same partitions and indexes of another database, a transaction for each
/// batch, as superuser. It seals nothing, checks nothing, keeps no tree and proves nothing.
/// </summary>
internal sealed class BareCopy : IAsyncDisposable
{
    public static readonly string[] Tables = ["entries", "targets", "disclosures", "addresses", "replays", "aliases"];

    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection connection;

    public BareCopy(BenchDatabase database)
    {
        source = NpgsqlDataSource.Create(database.Superuser);
        connection = source.OpenConnection();
    }

    /// <summary>Takes away the indexes that only queries need.</summary>
    public void DropSecondaryIndexes() => Run("""
        DO $$ DECLARE i regclass; BEGIN
          FOR i IN SELECT x.indexrelid FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
            WHERE c.relnamespace = 'cairn'::regnamespace AND NOT x.indisunique AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid)
          LOOP EXECUTE format('DROP INDEX %s', i); END LOOP;
        END $$
        """);

    /// <summary>Makes the partitions of a month.</summary>
    public void Make(int month) => Run($"SELECT cairn.make_month({month})");

    public void Write(CopyRows[] batch, int month)
    {
        using var transaction = connection.BeginTransaction();
        for (var t = 0; t < Tables.Length; t++)
        {
            batch[t].Write(connection, partition: Tables[t] is "replays" or "aliases" ? "" : $"_{month}");
        }

        transaction.Commit();
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }

    private void Run(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
