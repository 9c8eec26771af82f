using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Statements that read one state of a log in one round trip. For as long, and no longer, the setting cairn.tenant narrows an application's
/// role to the log's tenant.
/// </summary>
internal sealed class ReadBatch
{
    private readonly List<NpgsqlBatchCommand> commands = [];

    public ReadBatch(string tenant)
    {
        Add("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        Add(SetTenant(tenant));
        Add("SET LOCAL enable_seqscan = off");
        Add("SET LOCAL max_parallel_workers_per_gather = 0");
        Add("SET LOCAL jit = off");
    }

    /// <summary>
    /// As a literal: where logs are distributed, the server passes on what SET LOCAL says and not what a function sets. E: means the same
    /// however the login is set.
    /// </summary>
    public static string SetTenant(string tenant) =>
        "SET LOCAL cairn.tenant = "
        + $"E'{tenant.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

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
                return await read(reader).ConfigureAwait(false);
            }
        }
    }
}

/// <summary>Parameters of a type known beforehand: nothing is boxed, and nothing guessed.</summary>
internal static class Value
{
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A text, or NULL.</summary>
    public static NpgsqlParameter OfText(string? value) =>
        new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = value is null ? DBNull.Value : value };
}
