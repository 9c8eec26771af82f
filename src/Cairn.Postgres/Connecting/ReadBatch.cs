using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Statements that read one state of a log in one round trip. For as long, and no longer, the setting cairn.tenant narrows an application's role to the log's tenant.
/// </summary>
internal sealed class ReadBatch
{
    private const string SettingsSql = """
        SELECT set_config('cairn.tenant', $1, true), set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)
        """;

    private readonly List<NpgsqlBatchCommand> commands = [];

    public ReadBatch(string tenant)
    {
        Add("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        Add(SettingsSql, Value.Of(tenant));
    }

    public ReadBatch Add(string sql, params ReadOnlySpan<NpgsqlParameter> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value);
        }

        commands.Add(command);
        return this;
    }

    /// <summary>Runs them; <paramref name="read"/> stands at the first one's rows, and goes on with <c>NextResultAsync</c>.</summary>
    public async Task<T> RunAsync<T>(NpgsqlConnection connection, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken)
    {
        Add("COMMIT");
        var batch = new NpgsqlBatch(connection);
        commands.ForEach(batch.BatchCommands.Add);
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false); // Behind the setting's own row.
                return await read(reader).ConfigureAwait(false);
            }
        }
    }
}

/// <summary>Parameters of a type known beforehand: nothing is boxed, and nothing guessed.</summary>
internal static class Value
{
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
