using Cairn.Contracts;
using Cairn.Outbox;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>Where an outbox may be, and who may do what with it.</summary>
public sealed class OutboxTableTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("a\"; DROP TABLE orders; --")]
    [InlineData("outbox\n")]
    [InlineData("outbox\0")]
    [InlineData("bücher")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public void A_name_that_is_none_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => new PostgresOutbox(new() { Table = name }));
        var refused = Assert.Throws<ArgumentException>(() => new PostgresOutbox(new() { Schema = name }));
        Assert.Contains("cairn_outbox", refused.Message, StringComparison.Ordinal); // Says what a name looks like,
        Assert.DoesNotContain(refused.Message, char.IsControl); // in one line.
    }

    [Fact]
    public void The_logs_own_schema_is_refused() => Assert.Throws<ArgumentException>(() => new PostgresOutbox(new() { Schema = "cairn" }));

    [Fact]
    public void An_interval_that_is_none_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PostgresOutbox(new() { PollInterval = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PostgresOutbox(new() { PollInterval = TimeSpan.FromDays(1) }));
    }

    [Fact]
    public async Task Two_outboxes_with_names_of_their_own_do_not_meet()
    {
        await using var database = await OutboxDatabase.NewAsync();
        await database.ExecuteAsync("CREATE SCHEMA \"Shop\"; CREATE SCHEMA \"select\"");
        PostgresOutbox[] outboxes =
        [
            new(new() { Schema = "Shop", Table = "Order" }),
            new(new() { Schema = "select", Table = new('t', 63) }),
            new(new() { Schema = "select", Table = new('T', 63) })
        ];
        foreach (var outbox in outboxes)
        {
            await outbox.EnsureAsync(database.Whole.Superuser, Cancel);
        }

        var sides = outboxes.Select(o => new PostgresOutboxSide(o, database.Whole.Superuser)).ToList();
        await sides[0].RecordAsync(Some.BareEvent(1));
        await sides[1].RecordAsync(Some.BareEvent(2));
        var waiting = await Task.WhenAll(sides.Select(async s => (await s.Outbox.ReadAsync(10, 1 << 20, [], Cancel)).Count));
        Assert.Equal([1, 1, 0], waiting);

        await using var first = await sides[0].Outbox.BeginAsync([1], Cancel);
        await using var second = await sides[1].Outbox.BeginAsync([1], Cancel);
        Assert.NotNull(first);
        Assert.NotNull(second); // Each has a relay of its own.
    }

    [Fact]
    public async Task The_application_may_insert_and_no_more()
    {
        await using var database = await OutboxDatabase.NewAsync();
        await using (var connection = await database.Application.OpenConnectionAsync(Cancel))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await new PostgresOutbox().RecordAsync(transaction, Some.BareEvent(1), cancellationToken: Cancel);
            await transaction.CommitAsync(Cancel);
        }

        foreach (var forbidden in (string[])[
            "SELECT * FROM cairn_outbox",
            "UPDATE cairn_outbox SET tenant = 'x'",
            "DELETE FROM cairn_outbox",
            "TRUNCATE cairn_outbox"
        ])
        {
            await using var command = database.Application.CreateCommand(forbidden);
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege,
                (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
        }
    }

    [Fact]
    public async Task The_relay_may_not_change_an_event()
    {
        await using var database = await OutboxDatabase.NewAsync();
        foreach (var forbidden in (string[])[
            "UPDATE cairn_outbox SET event = ''",
            "UPDATE cairn_outbox SET tenant = 'x'",
            "INSERT INTO cairn_outbox (tenant, event_id, event) VALUES ('x', gen_random_uuid(), '')"
        ])
        {
            await using var command = database.Relay.CreateCommand(forbidden);
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege,
                (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
        }
    }

    [Theory]
    [InlineData("DROP TABLE cairn_outbox", "PostgresOutbox.Script")]
    [InlineData(
        "ALTER TABLE cairn_outbox DROP COLUMN refused_for CASCADE; ALTER TABLE cairn_outbox DROP COLUMN refused_at CASCADE",
        "does not fit this version's outbox")]
    [InlineData(
        "DROP TABLE cairn_outbox; CREATE TABLE cairn_outbox (position bigint, tenant text, event_id uuid, event text, "
        + "written_at timestamptz, refused_at timestamptz, refused_for text)",
        "GRANT SELECT, DELETE, UPDATE")]
    public async Task What_keeps_a_relay_from_its_outbox_is_told_with_what_to_do(string sql, string words)
    {
        await using var database = await OutboxDatabase.NewAsync();
        await database.ExecuteAsync(sql);

        var failure = await Assert.ThrowsAsync<CairnStoreException>(
            async () => await new PostgresOutboxSide(new(), database.Relay).Outbox.ReadAsync(1, 1, [], Cancel));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>An outbox from both sides.</summary>
    private sealed class PostgresOutboxSide(PostgresOutbox outbox, NpgsqlDataSource source)
    {
        public RelayedOutbox Outbox { get; } = new(source, outbox.Table, (_, _, _, _, _) => throw new NotSupportedException());

        public async Task RecordAsync(AuditEvent e)
        {
            await using var connection = await source.OpenConnectionAsync(Cancel);
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await outbox.RecordAsync(transaction, e, cancellationToken: Cancel);
            await transaction.CommitAsync(Cancel);
        }
    }
}
