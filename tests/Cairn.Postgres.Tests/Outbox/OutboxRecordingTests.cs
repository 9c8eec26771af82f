using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Hosting;
using Cairn.Intake;
using Cairn.Outbox;
using Cairn.Primitives;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>The application's side of an outbox.</summary>
public sealed class OutboxRecordingTests : IAsyncLifetime
{
    private readonly CairnOptions options = new();
    private readonly PostgresOutbox outbox;
    private readonly TempFolder folder = new();
    private OutboxDatabase database = null!; // These are made before each test.
    private CairnLog log = null!;
    private OutboxRelay relay = null!;

    public OutboxRecordingTests() => outbox = new(rules: options);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await OutboxDatabase.NewAsync();
        await database.ExecuteAsync("CREATE TABLE orders (id integer PRIMARY KEY); GRANT INSERT ON orders TO PUBLIC");
        log = await CairnLog.OpenAsync(
            await TestDatabase.OpenAsync(database.RelayLogin), LogFiles.Beside(folder.File("audit")), options, null);
        relay = log.Relay(outbox.Open(log.Store), TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await database.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-2")]
    public async Task A_rolled_back_order_leaves_no_entry()
    {
        await InTransaction(async transaction =>
        {
            await OrderAsync(transaction, 1);
            await transaction.RollbackAsync(Cancel);
        });
        await InTransaction(transaction => OrderAsync(transaction, 2)); // Neither committed nor rolled back: the pool does.
        await InTransaction(async transaction =>
        {
            await OrderAsync(transaction, 3);
            await transaction.CommitAsync(Cancel);
        });

        Assert.Equal(["o-3"], await RelayedAsync());
        Assert.Equal(["3"], await database.ReadAsync("SELECT id FROM orders"));
    }

    [Fact]
    public async Task What_was_rolled_back_to_a_savepoint_is_gone_and_the_rest_is_there()
    {
        await InTransaction(async transaction =>
        {
            await OrderAsync(transaction, 1);
            await transaction.SaveAsync("here", Cancel);
            await OrderAsync(transaction, 2);
            await transaction.RollbackAsync("here", Cancel);
            await OrderAsync(transaction, 3);
            await transaction.CommitAsync(Cancel);
        });

        Assert.Equal(["o-1", "o-3"], await RelayedAsync());
    }

    [Fact]
    public async Task A_transaction_that_commits_late_is_moved_though_its_positions_are_lower()
    {
        await InTransaction(async early =>
        {
            await OrderAsync(early, 1);
            await InTransaction(async late =>
            {
                await OrderAsync(late, 2);
                await late.CommitAsync(Cancel);
            });
            Assert.Equal(["o-2"], await RelayedAsync());
            await OrderAsync(early, 3);
            await early.CommitAsync(Cancel);
        });

        Assert.Equal(["o-2", "o-1", "o-3"], await RelayedAsync());
    }

    [Fact]
    public async Task Several_events_keep_their_order_and_have_their_ids()
    {
        IReadOnlyList<Guid> ids = [];
        var events = Enumerable.Range(1, 500).Select(i => Order(i)).ToList();
        await InTransaction(async transaction =>
        {
            Assert.Empty(await outbox.RecordAsync(transaction, Array.Empty<AuditEvent>(), cancellationToken: Cancel));
            ids = await outbox.RecordAsync(transaction, events, cancellationToken: Cancel);
            await transaction.CommitAsync(Cancel);
        });

        Assert.Equal(ids.Select(id => id.ToString()), await database.ReadAsync("SELECT event_id FROM cairn_outbox ORDER BY position"));
        Assert.Equal(Enumerable.Range(1, 500).Select(i => $"o-{i}"), await RelayedAsync());
    }

    [Fact]
    public async Task An_event_that_breaks_rules_is_refused_with_all_of_them_and_the_transaction_goes_on()
    {
        await InTransaction(async transaction =>
        {
            var refused = await Assert.ThrowsAsync<AuditEventException>(() => outbox.RecordAsync(
                transaction,
                [Order(1), new AuditEvent { Action = "Login", OccurredAt = DateTimeOffset.MinValue }],
                cancellationToken: Cancel));
            Assert.Equal(["action", "occurred_at"], refused.Problems.Select(p => p.Member).Order(StringComparer.Ordinal));
            await Assert.ThrowsAsync<AuditEventException>(
                () => outbox.RecordAsync(transaction, new AuditEvent { Action = "cairn.erased" }, cancellationToken: Cancel));
            await OrderAsync(transaction, 2);
            await transaction.CommitAsync(Cancel);
        });

        Assert.Equal(["o-2"], await RelayedAsync());
    }

    [Fact]
    public async Task The_largest_event_arrives_and_a_larger_one_is_cut_to_what_an_event_may_hold()
    {
        var free = EventLimits.Bytes
            - EventJson.Write(Order(1) with { Id = Guid.CreateVersion7(), OccurredAt = Some.Time, Description = "" }).Length;
        await InTransaction(async transaction =>
        {
            await outbox.RecordAsync(transaction, Order(1) with { Description = new('x', free) }, cancellationToken: Cancel);
            await outbox.RecordAsync(transaction, Order(2) with { Description = new('x', free + 1) }, cancellationToken: Cancel);
            await transaction.CommitAsync(Cancel);
        });

        Assert.Equal(["o-1", "o-2"], await RelayedAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../club")]
    [InlineData("club 1")]
    public Task A_tenant_that_is_none_is_refused(string tenant) => InTransaction(async transaction =>
    {
        await Assert.ThrowsAsync<ArgumentException>(() => outbox.RecordAsync(transaction, Order(1), tenant, Cancel));
        await transaction.CommitAsync(Cancel);
        Assert.Empty(await database.ReadAsync("SELECT position FROM cairn_outbox"));
    });

    [Fact]
    public async Task A_transaction_that_is_over_is_refused()
    {
        await InTransaction(async transaction =>
        {
            await transaction.CommitAsync(Cancel);
            await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.RecordAsync(transaction, Order(1), cancellationToken: Cancel));
        });
    }

    [Fact]
    [Trait("Requirement", "CHATBOT-11")]
    public async Task Secrets_are_masked_before_the_row_is_written()
    {
        const string secret = "hunter2-hunter2";
        await InTransaction(async transaction =>
        {
            await outbox.RecordAsync(
                transaction,
                (Order(1) with { Reason = $"password={secret}" }).With("password", secret).Failed(error: $"Bearer {secret}{secret}"),
                cancellationToken: Cancel);
            await transaction.CommitAsync(Cancel);
        });

        var row = Assert.Single(await database.ReadAsync("SELECT o::text FROM cairn_outbox o"));
        Assert.Contains("order.placed", row, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_takes_what_the_scope_around_the_application_says_and_nothing_around_the_relay()
    {
        using (log.Scope(AuditActor.User("ada"), tenant: "club-7"))
        {
            await InTransaction(async transaction =>
            {
                await OrderAsync(transaction, 1);
                await transaction.CommitAsync(Cancel);
            });
        }

        await InTransaction(async transaction =>
        {
            await outbox.RecordAsync(transaction, Order(2), "club-7", Cancel);
            await transaction.CommitAsync(Cancel);
        });
        using (log.Scope(AuditActor.User("relay"), tenant: "club-8"))
        {
            await RelayedAsync();
        }

        var only = Assert.Single(await log.Store.ListLogsAsync(Cancel));
        Assert.Equal("club-7", only.Tenant);
        var entries = await log.Store.ReadEntriesAsync(only, 0, 10, Cancel);
        Assert.Equal(["ada", null], entries.Select(e => LeafReader.Parse(e.Leaf.Span).Actor.Id));
    }

    [Fact]
    public async Task Text_of_any_script_arrives_as_it_was()
    {
        const string text = "Zażółć 漢字 😀 \"\\\n\t'; DROP TABLE orders; --";
        await InTransaction(async transaction =>
        {
            await outbox.RecordAsync(transaction, Order(1) with { Description = text }, cancellationToken: Cancel);
            await transaction.CommitAsync(Cancel);
        });

        var row = Assert.Single(await outbox.Open(log.Store).ReadAsync(1, 1, [], Cancel));
        Assert.Equal(text, EventJson.Parse(row.Event!.Value).Description);
    }

    [Fact]
    public async Task Concurrent_transactions_on_pooled_connections_are_all_there_each_in_its_order()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(
            () => InTransaction(async transaction =>
            {
                foreach (var order in Enumerable.Range(n * 10, 10))
                {
                    await OrderAsync(transaction, order);
                }

                if (n % 4 == 0)
                {
                    await transaction.RollbackAsync(Cancel);
                    return;
                }

                await transaction.CommitAsync(Cancel);
            }),
            Cancel)));

        var orders = (await RelayedAsync()).ConvertAll(o => int.Parse(o!.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(300, orders.Count);
        Assert.All(orders.GroupBy(o => o / 10), transaction => Assert.Equal(transaction.Order(), transaction));
        Assert.DoesNotContain(orders, o => o / 10 % 4 == 0);
    }

    /// <summary>Held against a list: what was committed, transaction by transaction.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_commits_rolls_back_and_fails_the_log_has_what_was_committed_once_and_in_order(int seed)
    {
        var random = new Random(seed);
        var (open, committed) = (
            new List<(NpgsqlConnection Connection, NpgsqlTransaction Transaction, List<string> Orders)>(), new List<List<string>>());
        var side = outbox.Open(log.Store);
        relay = log.Relay(side, TimeSpan.FromSeconds(1));
        for (var (step, order) = (0, 0); step < 300 || open.Count > 0; step++)
        {
            var at = random.Next(Math.Max(open.Count, 1));
            switch (step < 300 ? random.Next(10) : 5)
            {
                case 0 when open.Count < 4:
                    var connection = await database.Application.OpenConnectionAsync(Cancel);
                    open.Add((connection, await connection.BeginTransactionAsync(Cancel), []));
                    break;
                case 1 or 2 or 3 or 4 when open.Count > 0:
                    await OrderAsync(open[at].Transaction, ++order);
                    open[at].Orders.Add($"o-{order}");
                    break;
                case 5 or 6 when open.Count > 0:
                    if (random.Next(3) > 0)
                    {
                        await open[at].Transaction.CommitAsync(Cancel);
                        committed.Add(open[at].Orders);
                    }

                    await open[at].Connection.DisposeAsync();
                    open.RemoveAt(at);
                    break;
                default:
                    var fault = (AppendStep?)(random.Next(2) > 0 ? null
                        : random.Next(2) > 0 ? AppendStep.BeforeCommit
                        : AppendStep.AfterCommit);
                    side.OnCommit = reached =>
                    {
                        if (reached == fault)
                        {
                            throw new IOException("The plug was pulled.");
                        }
                    };
                    await log.Relay(side, TimeSpan.FromSeconds(1)).RoundAsync(Cancel); // A new relay: no tenant rests in it.
                    break;
            }
        }

        side.OnCommit = null;
        relay = log.Relay(side, TimeSpan.FromSeconds(1));
        var stored = await RelayedAsync();
        Assert.Equal(committed.SelectMany(orders => orders).Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal)!);
        Assert.All(committed, orders => Assert.Equal(orders, stored.Where(o => orders.Contains(o!)).ToList()!));
    }

    private static AuditEvent Order(int number) => new() { Action = "order.placed", Targets = [new("order", $"o-{number}")] };

    private async Task OrderAsync(NpgsqlTransaction transaction, int number)
    {
        await using var command = new NpgsqlCommand("INSERT INTO orders VALUES ($1)", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = number } }
        };
        await command.ExecuteNonQueryAsync(Cancel);
        await outbox.RecordAsync(transaction, Order(number), cancellationToken: Cancel);
    }

    private async Task InTransaction(Func<NpgsqlTransaction, Task> work)
    {
        await using var connection = await database.Application.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await work(transaction);
    }

    /// <summary>The orders in the log, once everything is moved.</summary>
    private async Task<List<string?>> RelayedAsync()
    {
        while (await relay.RoundAsync(Cancel) == TimeSpan.Zero)
        {
        }

        return await log.Store.ListLogsAsync(Cancel) is [var only]
            ? [.. (await log.Store.ReadEntriesAsync(only, 0, 1_000, Cancel)).Select(e => e.Targets[0].Id)]
            : [];
    }
}
