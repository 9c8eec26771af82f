using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace Cairn.Bench;

/// <summary>INSERTs into PostgreSQL over connections that stay open.</summary>
internal sealed class PostgresInserts : IInserts
{
    private const string Insert =
        "INSERT INTO plain_events (event_id, occurred_at, actor, action, category, outcome, body) VALUES ($1, $2, $3, $4, $5, $6, $7)";

    private static readonly NpgsqlDbType[] Types =
        [
            NpgsqlDbType.Uuid, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text,
            NpgsqlDbType.Bytea
        ];

    private readonly Channel<NpgsqlCommand> free = Channel.CreateUnbounded<NpgsqlCommand>();
    private readonly List<NpgsqlCommand> commands = [];

    /// <summary>Makes the table.</summary>
    public static async Task MakeAsync(BenchDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.Superuser);
        await using var command = source.CreateCommand("""
            CREATE TABLE plain_events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL, occurred_at bigint NOT NULL, actor text COLLATE "C" NOT NULL,
              action text COLLATE "C" NOT NULL, category text COLLATE "C" NOT NULL, outcome text COLLATE "C" NOT NULL, body bytea NOT NULL);
            CREATE INDEX ON plain_events (occurred_at); CREATE INDEX ON plain_events (actor); CREATE INDEX ON plain_events (action); CREATE INDEX ON plain_events (category)
            """);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<IInserts> OpenAsync(BenchDatabase database, int connections)
    {
        var inserts = new PostgresInserts();
        for (var i = 0; i < connections; i++)
        {
            var connection = new NpgsqlConnection($"{database.Superuser};Pooling=false");
            await connection.OpenAsync();
            var command = new NpgsqlCommand(Insert, connection);
            command.Parameters.AddRange(Types.Select(t => new NpgsqlParameter { NpgsqlDbType = t }).ToArray());
            await command.PrepareAsync();
            inserts.commands.Add(command);
            inserts.free.Writer.TryWrite(command);
        }

        return inserts;
    }

    public async Task InsertAsync(PlainRow row)
    {
        var command = await free.Reader.ReadAsync();
        object[] values = [row.EventId, row.OccurredAt, row.Actor, row.Action, row.Category, row.Outcome, row.Json];
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
}
