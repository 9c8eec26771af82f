using System.Numerics;
using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Merkle;
using Cairn.Primitives;
using Npgsql;
using NpgsqlTypes;

namespace Cairn.Bench;

/// <summary>
/// The least that an entry costs the server: the rows of an entry that was sealed before, into Cairn's own tables with their guards and
/// indexes, by plain INSERTs and one UPDATE of the head, in one prepared call. It checks nothing, looks nothing up and seals nothing.
/// </summary>
internal sealed class FloorInserts : IInserts
{
    private const string Function = """
        CREATE FUNCTION public.floor_append(p_id uuid, p_time bigint, p_month integer, p_action text, p_category text, p_actor text, p_outcome text, p_leaf bytea, p_digest bytea,
          p_target text, p_names text[], p_subjects text[], p_classes text[], p_bodies bytea[], p_hash bytea, p_edge bytea) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
        DECLARE
          v_size bigint;
        BEGIN
          SELECT h.size INTO v_size FROM cairn.heads h WHERE h.log = 1 FOR NO KEY UPDATE;
          INSERT INTO cairn.entries (log, idx, stored_at, occurred_at, month, event_id, action, category, actor_type, actor_id, outcome, leaf)
            VALUES (1, v_size, p_time, p_time, p_month, p_id, p_action, p_category, 'user', p_actor, p_outcome, p_leaf);
          INSERT INTO cairn.replays (log, idx, event_id, key_id, digest) VALUES (1, v_size, p_id, 2, p_digest);
          INSERT INTO cairn.targets (log, idx, month, n, type, id) VALUES (1, v_size, p_month, 0, 'user', p_target);
          INSERT INTO cairn.disclosures (log, idx, key_id, month, name, subject, class, body)
            SELECT 1, v_size, 0, p_month, u.name, u.subject, u.class, u.body
            FROM (SELECT unnest(p_names), unnest(p_subjects), unnest(p_classes), unnest(p_bodies)) AS u(name, subject, class, body);
          INSERT INTO cairn.tiles (log, idx, level, at, hashes) VALUES (1, v_size >> 8, 0, (v_size & 255)::integer, p_hash);
          UPDATE cairn.heads h SET size = v_size + 1, edge = p_edge, stored_at = greatest(h.stored_at, p_time), newest = greatest(h.newest, p_id) WHERE h.log = 1;
        END $$;
        ALTER FUNCTION public.floor_append OWNER TO cairn_owner
        """;

    private static readonly NpgsqlDbType[] Types =
    [
        NpgsqlDbType.Uuid, NpgsqlDbType.Bigint, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text,
        NpgsqlDbType.Text, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea,
        NpgsqlDbType.Text,
        NpgsqlDbType.Array | NpgsqlDbType.Text,
        NpgsqlDbType.Array | NpgsqlDbType.Text,
        NpgsqlDbType.Array | NpgsqlDbType.Text,
        NpgsqlDbType.Array | NpgsqlDbType.Bytea, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea,
    ];

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand command;
    private readonly SealedEntry[] entries = Entries();
    private long size;

    private FloorInserts(NpgsqlConnection connection, long size)
    {
        (this.connection, this.size) = (connection, size);
        command = new("SELECT public.floor_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)", connection);
        command.Parameters.AddRange(Types.Select(t => new NpgsqlParameter { NpgsqlDbType = t }).ToArray());
    }

    /// <param name="database">One of its own, whose first log has entries in this month.</param>
    public static async Task<FloorInserts> OpenAsync(BenchDatabase database)
    {
        var connection = new NpgsqlConnection($"{database.Superuser};Pooling=false");
        await connection.OpenAsync();
        await using var make = new NpgsqlCommand(Function, connection);
        await make.ExecuteNonQueryAsync();
        await using var head = new NpgsqlCommand("SELECT size FROM cairn.heads WHERE log = 1", connection);
        var floor = new FloorInserts(connection, (long)(await head.ExecuteScalarAsync())!); // The log is there.
        await floor.command.PrepareAsync();
        return floor;
    }

    public async Task InsertAsync(PlainRow row)
    {
        var entry = entries[size % entries.Length];
        var now = DateTimeOffset.UtcNow;
        object[] values =
        [
            // Samples' actors have ids.
            row.EventId, RfcTime.ToMicroseconds(now), (now.Year * 100) + now.Month, entry.Leaf.Action, entry.Leaf.Category,
            entry.Leaf.Actor.Id!, "success", entry.LeafBytes, entry.EventDigest,
            // So do their targets.
            entry.Leaf.Targets[0].Id!, Each(entry, d => d.Name), Each(entry, d => d.Subject ?? ""), Each(entry, d => d.Class),
            Each(entry, d => d.Json.ToArray()),
            entry.LeafHash.ToArray(), new byte[Hash.Size * BitOperations.PopCount((ulong)++size)],
        ];
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await command.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static T[] Each<T>(SealedEntry entry, Func<Disclosure, T> of) => [.. entry.Disclosures.Select(of)];

    private static SealedEntry[] Entries()
    {
        var samples = new Samples(seed: 6);
        var log = LogIdentity.Create("default", 1, LogIdentity.DefaultPrefix, RandomNumberGenerator.Fill);
        var sealer = new Sealer(log, PersonRules.Default, RandomNumberGenerator.Fill);
        return [.. Enumerable.Range(0, 1_000).Select(i => sealer.Seal(
            samples.Next(i),
            new() { EventId = Guid.CreateVersion7(), RecordedAt = DateTimeOffset.UtcNow },
            static _ => throw new InvalidOperationException()))];
    }
}
