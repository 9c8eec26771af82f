using System.Threading.Channels;
using Cairn.Testing;
using Npgsql;
using NpgsqlTypes;

namespace Cairn.Bench;

/// <summary>The baseline of group commit: one prepared INSERT and one commit for each event, into this month's partition of the entries with all its indexes.</summary>
internal sealed class BareInserts : IAsyncDisposable
{
    private const long Log = 1L << 40; // Nobody's.
    private static readonly NpgsqlDbType[] Types =
    [
        NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Integer, NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Text,
        NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bytea,
    ];

    private static readonly SealedEntry[] Entries = Sealed();
    private static long index;

    private readonly Channel<NpgsqlCommand> free = Channel.CreateUnbounded<NpgsqlCommand>();
    private readonly List<NpgsqlCommand> commands = [];

    public static async Task<BareInserts> OpenAsync(BenchDatabase database, int connections)
    {
        var inserts = new BareInserts();
        for (var i = 0; i < connections; i++)
        {
            var connection = new NpgsqlConnection($"{database.Superuser};Pooling=false");
            await connection.OpenAsync();
            var command = new NpgsqlCommand($"INSERT INTO cairn.entries_{Month} VALUES ({string.Join(", ", Enumerable.Range(1, Types.Length).Select(n => $"${n}"))})", connection);
            command.Parameters.AddRange(Types.Select(t => new NpgsqlParameter { NpgsqlDbType = t }).ToArray());
            await command.PrepareAsync();
            inserts.commands.Add(command);
            inserts.free.Writer.TryWrite(command);
        }

        return inserts;
    }

    private static int Month { get; } = (DateTime.UtcNow.Year * 100) + DateTime.UtcNow.Month;

    public async Task InsertAsync()
    {
        var command = await free.Reader.ReadAsync();
        var at = Interlocked.Increment(ref index);
        var entry = Entries[at % Entries.Length];
        var columns = SearchColumns.Of(entry.Leaf);
        object?[] values =
        [
            Log, at, columns.OccurredAt, columns.OccurredAt, Month, Guid.CreateVersion7(), columns.Action, columns.Category, columns.ActorType, columns.ActorId, columns.Outcome, entry.LeafBytes,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        await command.ExecuteNonQueryAsync();
        free.Writer.TryWrite(command);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in commands)
        {
            await command.DisposeAsync();
            await command.Connection!.DisposeAsync(); // Each was made with one.
        }
    }

    private static SealedEntry[] Sealed()
    {
        var (log, samples) = (Some.Log(), new Samples(seed: 6));
        return [.. Enumerable.Range(1, 1_000).Select(i => Some.Entry(log, samples.Next(i), i))];
    }
}
