using System.Diagnostics;
using Npgsql;

namespace Cairn.Bench;

/// <summary>Entries and targets of their own with some of the indexes, and what filling them cost.</summary>
internal sealed class CandidateTables
{
    private readonly NpgsqlConnection connection;
    private readonly string schema;
    private readonly string[] afterBatch;
    private readonly Stopwatch watch = new();

    public CandidateTables(NpgsqlConnection connection, string schema, IReadOnlyList<Candidate> indexes)
    {
        (this.connection, this.schema) = (connection, schema);
        afterBatch = [.. indexes.Select(i => i.AfterBatch).OfType<string>()];
        Run("""
            DROP SCHEMA IF EXISTS {0} CASCADE; CREATE SCHEMA {0};
            CREATE TABLE {0}.entries (LIKE cairn.entries INCLUDING STORAGE); ALTER TABLE {0}.entries ADD PRIMARY KEY (log, idx, month);
            CREATE TABLE {0}.targets (LIKE cairn.targets INCLUDING STORAGE); ALTER TABLE {0}.targets ADD PRIMARY KEY (log, idx, n, month)
            """);
        foreach (var index in indexes)
        {
            Run(index.Index);
        }
    }

    public TimeSpan Time => watch.Elapsed;

    public long LogBytes { get; private set; }

    public long DiskBytes =>
        Ask<long>("SELECT sum(pg_relation_size(c.oid))::bigint FROM pg_class c WHERE c.relnamespace = '{0}'::regnamespace");

    public void Write(CopyRows entries, CopyRows targets, long from, int count)
    {
        var before = Ask<long>("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
        watch.Start();
        using (var transaction = connection.BeginTransaction())
        {
            entries.Write(connection, schema);
            targets.Write(connection, schema);
            foreach (var sql in afterBatch)
            {
                Run(sql, from, from + count - 1);
            }

            transaction.Commit();
        }

        watch.Stop();
        LogBytes += Ask<long>("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint") - before;
    }

    /// <summary>The median of 21 pages, in milliseconds.</summary>
    public double Page(Candidate candidate)
    {
        Run("VACUUM (ANALYZE) {0}.entries, {0}.targets");
        var places = Ask<long[]>($"SELECT array_agg(x.i) FROM ({candidate.Places}) AS x(i)");
        var times = new List<double>();
        for (var i = 0; i < 21; i++)
        {
            var began = Stopwatch.StartNew();
            Run(candidate.Page, places[i % places.Length]);
            times.Add(began.Elapsed.TotalMilliseconds);
        }

        return times.Order().ElementAt(10);
    }

    private T Ask<T>(string sql)
    {
        using var command = Command(sql);
        return (T)command.ExecuteScalar()!; // Asked for what is there.
    }

    private void Run(string sql, params long[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private NpgsqlCommand Command(string sql, params long[] values)
    {
        var command = new NpgsqlCommand(sql.Replace("{0}", schema, StringComparison.Ordinal), connection);
        command.Parameters.AddRange(values.Select(v => new NpgsqlParameter<long> { TypedValue = v }).ToArray());
        return command;
    }
}
