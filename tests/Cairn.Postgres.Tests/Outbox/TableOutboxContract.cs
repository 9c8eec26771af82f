using Cairn.Contracts;
using Cairn.Outbox;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>The outbox contract on a table, wherever the log is.</summary>
public abstract class TableOutboxContract : OutboxContract
{
    private OutboxDatabase database = null!; // Made before each test.

    private protected OutboxDatabase Database => database;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync() => database = await NewDatabaseAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<OutboxDatabase> NewDatabaseAsync() => OutboxDatabase.NewAsync();

    internal override IOutbox OpenOutbox(ILogStore store) => new PostgresOutbox(new() { DataSource = database.Relay }).Open(store);

    internal override async Task WriteAsync(params IReadOnlyList<OutboxRow> rows)
    {
        await using var connection = await database.Application.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var row in rows)
        {
            batch.BatchCommands.Add(new("INSERT INTO cairn_outbox (tenant, event_id, event) VALUES ($1, $2, $3)")
            {
                Parameters =
                {
                    new() { Value = row.Tenant },
                    new() { Value = row.EventId },
                    new() { Value = System.Text.Encoding.UTF8.GetString(row.Event!.Value.Span) }
                },
            });
        }

        await batch.ExecuteNonQueryAsync(Cancel);
        await transaction.CommitAsync(Cancel);
    }

    internal override async Task<IReadOnlyList<OutboxRefusal>> SetAsideAsync() =>
        [.. (await new PostgresOutbox().ListRefusedAsync(database.Relay, Cancel)).Select(r => new OutboxRefusal(r.Position, r.Reason))];

    internal override async Task PutBackAsync(long position)
    {
        Assert.True(await new PostgresOutbox().PutBackAsync(database.Relay, position, Cancel));
        Assert.False(await new PostgresOutbox().PutBackAsync(database.Relay, position, Cancel));
    }

    [Theory]
    [InlineData("appended")]
    [InlineData("removed")]
    public async Task A_relay_whose_connection_is_cut_in_the_middle_moves_everything_once(string when)
    {
        await WriteAsync(Rows(50));
        await using var log = await OpenAsync(store => Cut(store, when));
        await log.DrainAsync();
        Assert.NotNull(log.Relay.Trouble);
        Assert.Equal(50, (await log.Outbox.ReadAsync(100, 1 << 20, [], Cancel)).Count);

        await using var other = await OpenAsync();
        await other.DrainAsync();

        Assert.Equal(Numbers(50), await Ids(other.Store));
        Assert.Empty(await other.Outbox.ReadAsync(100, 1 << 20, [], Cancel));
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_tried_again_later()
    {
        await WriteAsync(Rows(5));
        await database.ExecuteAsync($"ALTER ROLE {OutboxDatabase.Role(database.RelayLogin)} SET statement_timeout = 200");
        await using var person = await database.Whole.Superuser.OpenConnectionAsync(Cancel);
        await using var log = await OpenAsync();
        await using (var transaction = await person.BeginTransactionAsync(Cancel))
        {
            await using var command = new NpgsqlCommand("SELECT FROM cairn_outbox FOR UPDATE", person, transaction);
            await command.ExecuteNonQueryAsync(Cancel);
            Assert.NotEqual(TimeSpan.Zero, await log.Relay.RoundAsync(Cancel));
            Assert.Contains("statement timeout", log.Relay.Trouble, StringComparison.Ordinal);
        }

        await using var other = await OpenAsync();
        await other.DrainAsync();
        Assert.Equal(Numbers(5), await Ids(other.Store));
    }

    [Fact]
    public async Task Rows_somebody_deletes_while_they_are_moved_are_left_to_them()
    {
        await WriteAsync(Rows(3));
        await using var log = await OpenAsync(store =>
        {
            var outbox = (RelayedOutbox)OpenOutbox(store);
            var append = outbox.Appending;
            outbox.Appending = async (transaction, log, entries, people, cancellationToken) =>
            {
                await database.ExecuteAsync("DELETE FROM cairn_outbox WHERE position = 2");
                return await append(transaction, log, entries, people, cancellationToken);
            };
            return outbox;
        });
        Assert.NotEqual(TimeSpan.Zero, await log.Relay.RoundAsync(Cancel));
        Assert.Contains("changed rows", log.Relay.Trouble, StringComparison.Ordinal);

        await using var other = await OpenAsync();
        await other.DrainAsync();
        Assert.Empty(await other.Outbox.ReadAsync(10, 1 << 20, [], Cancel));
    }

    /// <summary>
    /// An outbox whose connection is cut when its entries are appended, or when its rows are removed too, before the commit.
    /// </summary>
    private RelayedOutbox Cut(ILogStore store, string when)
    {
        var outbox = (RelayedOutbox)OpenOutbox(store);
        var (process, append) = (0, outbox.Appending);
        outbox.Appending = async (transaction, log, entries, people, cancellationToken) =>
        {
            // Not what a pooler says.
            await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", transaction.Connection, transaction);
            process = (int)(await command.ExecuteScalarAsync(cancellationToken))!; // A function without SETOF.
            var results = await append(transaction, log, entries, people, cancellationToken);
            if (when == "appended")
            {
                await database.TerminateAsync(process);
            }

            return results;
        };
        outbox.OnCommit = step =>
        {
            if (step == AppendStep.BeforeCommit && when == "removed")
            {
                database.TerminateAsync(process).GetAwaiter().GetResult();
            }
        };
        return outbox;
    }
}
