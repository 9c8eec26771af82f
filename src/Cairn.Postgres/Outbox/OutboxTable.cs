using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Cairn.Primitives;

namespace Cairn.Postgres;

/// <summary>An outbox's table and the statements on it. The checked and quoted name is all that is ever put into a statement.</summary>
internal sealed partial class OutboxTable
{
    private const int MostCounted = 100_000;

    /// <exception cref="ArgumentException">A name is none.</exception>
    public OutboxTable(string schema, string table)
    {
        Name = $"{Checked(schema)}.{Checked(table)}";
        if (schema == "cairn")
        {
            throw new ArgumentException("The schema cairn is the log's own: put the outbox into one of the application's.");
        }

        LockKey = KeyOf(schema, table);
        var quoted = $"\"{schema}\".\"{table}\"";
        Script = ScriptOf(quoted, table);
        Insert = $"INSERT INTO {quoted} (tenant, event_id, event) VALUES ($1, $2, $3)";
        Read = $"""
            SELECT position, left(tenant, {EventLimits.Tenant + 1}), event_id, CASE WHEN octet_length(event) <= {EventLimits.Document} THEN event END, written_at
            FROM (SELECT *, sum(octet_length(event)) OVER (ORDER BY position) - octet_length(event) AS before
                  FROM (SELECT * FROM {quoted} WHERE refused_at IS NULL AND tenant <> ALL ($2) ORDER BY position LIMIT $1) AS oldest) AS sized
            WHERE before < $3 ORDER BY position
            """;
        Measure = $"""
            SELECT (SELECT count(*) FROM (SELECT FROM {quoted} WHERE refused_at IS NULL LIMIT {MostCounted}) AS waiting),
                   (SELECT clock_timestamp() - written_at FROM {quoted} WHERE refused_at IS NULL ORDER BY position LIMIT 1),
                   (SELECT count(*) FROM {quoted} WHERE refused_at IS NOT NULL)
            """;
        Here = $"SELECT position FROM {quoted} WHERE position = ANY ($1) AND refused_at IS NULL";
        Remove = $"DELETE FROM {quoted} WHERE position = ANY ($1) AND refused_at IS NULL";
        SetAside = $"""
            UPDATE {quoted} AS o SET refused_at = clock_timestamp(), refused_for = r.reason
            FROM unnest($1, $2) AS r(position, reason) WHERE o.position = r.position AND o.refused_at IS NULL
            """;
        List = $"SELECT position, left(tenant, {EventLimits.Tenant + 1}), event_id, written_at, refused_at, refused_for FROM {quoted} "
            + "WHERE refused_at IS NOT NULL ORDER BY position LIMIT $1";
        PutBack = $"UPDATE {quoted} SET refused_at = NULL, refused_for = NULL WHERE position = $1 AND refused_at IS NOT NULL";
    }

    /// <summary>As people write it.</summary>
    public string Name { get; }

    /// <summary>
    /// Held by the one relay that moves rows, for the length of its transaction. Advisory locks are the database's own: two
    /// databases may use one number.
    /// </summary>
    public long LockKey { get; }

    public string Script { get; }

    public string Insert { get; }

    public string Read { get; }

    public string Measure { get; }

    public string Here { get; }

    public string Remove { get; }

    public string SetAside { get; }

    public string List { get; }

    public string PutBack { get; }

    // Written once and deleted soon: cleaning up after a share of the table, as is the default, would wait for a share of the largest
    // backlog there ever was. The index holds nothing but rows that were set aside; the others pay nothing for it.
    private static string ScriptOf(string quoted, string table) => $"""
        CREATE TABLE IF NOT EXISTS {quoted} (
          position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          tenant      text NOT NULL,
          event_id    uuid NOT NULL,
          event       text NOT NULL,
          written_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
          refused_at  timestamptz,
          refused_for text
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
        CREATE INDEX IF NOT EXISTS "{table[..Math.Min(table.Length, 55)]}_refused" ON {quoted} (position) WHERE refused_at IS NOT NULL;

        """.ReplaceLineEndings("\n");

    private static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Identifier().IsMatch(name)
            ? name
            : throw new ArgumentException(
                $"'{Shown(name)}' is not a name for an outbox's schema or table: a letter or '_', then letters, digits and '_', "
                + "at most 63 characters, such as cairn_outbox.");
    }

    private static string Shown(string name) => string.Concat(name.Take(63).Select(c => Grammar.IsLine([c]) ? c : ' '));

    private static long KeyOf(string schema, string table) =>
        BinaryPrimitives.ReadInt64BigEndian(
            SHA256.HashData(new Utf8Buffer(160).Raw("cairn/outbox/v1\0"u8).Raw(schema).Raw("\0"u8).Raw(table).Written));

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,62}\z")]
    private static partial Regex Identifier();
}
