using Npgsql;

namespace Cairn.Postgres;

/// <summary>Runs one statement on an open connection.</summary>
internal static class ConnectionExtensions
{
    public static async Task RowsAsync(
        this NpgsqlConnection connection,
        string sql,
        NpgsqlParameter[] values,
        Action<NpgsqlDataReader> row,
        CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    row(reader);
                }

                // A commit comes after the rows. Closing a reader passes over a time-out while it waits for that; this does not.
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
