using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// Inserts rows of the outbox on a connection that is open, in the transaction that is current there. One statement for each hundred.
/// </summary>
internal static class OutboxWriter
{
    // SQL Server takes 2,100 parameters.
    private const int MostRows = 100;

    /// <param name="table">Where.</param>
    /// <param name="connection">The context's.</param>
    /// <param name="rows">What.</param>
    /// <param name="transaction">A transaction EF Core does not know; absent: the connection's current one.</param>
    public static void Write(
        OutboxTable table,
        IRelationalConnection connection,
        List<CairnOutboxRow> rows,
        DbTransaction? transaction = null)
    {
        foreach (var part in rows.Chunk(MostRows))
        {
            using var command = Command(table, connection, part, transaction);
            command.ExecuteNonQuery();
        }
    }

    public static async Task WriteAsync(
        OutboxTable table,
        IRelationalConnection connection,
        List<CairnOutboxRow> rows,
        CancellationToken cancellationToken,
        DbTransaction? transaction = null)
    {
        foreach (var part in rows.Chunk(MostRows))
        {
            var command = Command(table, connection, part, transaction);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static DbCommand Command(OutboxTable table, IRelationalConnection connection, CairnOutboxRow[] rows, DbTransaction? transaction)
    {
        var services = ((IInfrastructure<IServiceProvider>)connection.Context).Instance;
        var command = connection.DbConnection.CreateCommand();
        command.Transaction = transaction ?? connection.CurrentTransaction?.GetDbTransaction();
        command.CommandTimeout = connection.CommandTimeout ?? command.CommandTimeout;
        Fill(command, table, services.GetRequiredService<ISqlGenerationHelper>(), connection.Context.Database.ProviderName, rows);
        return command;
    }

    /// <summary>
    /// The statement and its parameters. Names come from the model, quoted as the provider quotes; values are parameters.
    /// </summary>
    [SuppressMessage("Security", "CA2100", Justification = "Names of the model, quoted by the provider; no value.")]
    public static void Fill(
        DbCommand command,
        OutboxTable table,
        ISqlGenerationHelper sql,
        string? provider,
        IReadOnlyList<CairnOutboxRow> rows)
    {
        var columns = string.Join(", ", table.Columns.Select(c => sql.DelimitIdentifier(c.GetColumnName())));
        var text = new StringBuilder(
            "INSERT INTO ").Append(sql.DelimitIdentifier(table.Table, table.Schema)).Append(" (").Append(columns).Append(')');
        var isOrdered = Provider.OrdersInsertsByHand(provider);
        text.Append(isOrdered ? $" SELECT {columns} FROM (VALUES " : " VALUES ");
        for (var i = 0; i < rows.Count; i++)
        {
            text.Append(i == 0 ? "(" : ", (").Append(isOrdered ? string.Create(CultureInfo.InvariantCulture, $"{i}, ") : "");
            for (var c = 0; c < table.Columns.Count; c++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"r{i}c{c}");
                text.Append(c == 0 ? "" : ", ").Append(sql.GenerateParameterName(name));
                command.Parameters.Add(table.Columns[c].GetRelationalTypeMapping().CreateParameter(
                    command, sql.GenerateParameterName(name), Value(rows[i], c)));
            }

            text.Append(')');
        }

        command.CommandText = text.Append(isOrdered ? $") AS r (n, {columns}) ORDER BY n" : "").ToString();
    }

    private static object Value(CairnOutboxRow row, int column) => column switch
    {
        0 => row.Tenant,
        1 => row.EventId,
        2 => row.Event,
        _ => row.WrittenAt,
    };
}
