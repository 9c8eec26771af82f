using Cairn.Contracts;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>Hosts of this version on a schema that a later version migrated, before, during and after it did.</summary>
public sealed class LaterSchemaTests : IAsyncLifetime
{
    /// <summary>What a later version may bring while hosts of this one record: columns, tables, indexes, functions of new names.</summary>
    private static readonly Migration Later = new(2, """
        SET LOCAL ROLE {owner};
        ALTER TABLE cairn.entries ADD COLUMN later text;
        ALTER TABLE cairn.heads ADD COLUMN later bigint NOT NULL DEFAULT 0;
        CREATE TABLE cairn.later (log bigint PRIMARY KEY, what text NOT NULL);
        CREATE INDEX later_by_outcome ON cairn.entries (log, later, idx);
        CREATE FUNCTION cairn.later_function() RETURNS integer LANGUAGE sql AS 'SELECT 1';
        RESET ROLE;
        """);

    private readonly TempFolder folder = new();
    private TestDatabase database = null!; // Made before each test.
    private string login = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.EmptyAsync();
        await MigrateAsync(Migration.All);
        await database.RunAsync("UPDATE cairn.settings SET value = '3153600000' WHERE name = 'skew_seconds'");
        login = await database.LoginAsync("writer", "keeper");
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_host_records_before_during_and_after_a_later_migration()
    {
        await using (var log = await OpenAsync())
        {
            await log.RecordAsync(Some.Event(id: 1), Cancel);
            var recording = Task.Run(() => RecordAsync(log, 2, 60), Cancel);
            await MigrateAsync([.. Migration.All, Later]);
            await recording;
            await log.RecordAsync(Some.Event(id: 61), Cancel);
        }

        await HasAsync(61);
    }

    [Fact]
    public async Task A_host_that_starts_on_a_later_schema_records_and_commits_what_lies_in_its_spool()
    {
        await using (var log = await OpenAsync())
        {
            await using var holder = await database.Superuser.OpenConnectionAsync(Cancel);
            await using var transaction = await holder.BeginTransactionAsync(Cancel);
            await log.RecordAsync(Some.Event(id: 1), Cancel);
            await using var held = new NpgsqlCommand("SELECT FROM cairn.heads FOR UPDATE", holder, transaction);
            await held.ExecuteNonQueryAsync(Cancel);
            for (var id = 2; id <= 10; id++)
            {
                log.Record(Some.Event(id: id));
            }
        } // Nothing more is committed: it stays in the spool.

        await MigrateAsync([.. Migration.All, Later]);
        await using (var log = await OpenAsync(stopTimeout: TimeSpan.FromSeconds(30)))
        {
            await log.RecordAsync(Some.Event(id: 11), Cancel);
        }

        await HasAsync(11);
    }

    [Fact]
    public async Task Guards_of_a_later_schema_are_judged_by_their_names_alone()
    {
        await MigrateAsync([.. Migration.All, Later]);
        Assert.True(Assert.Single(await FlawsAsync()).IsUnknown);
        await database.RunAsync("DROP TRIGGER refuse_truncate ON cairn.entries_own; DROP INDEX cairn.entries_by_actor");
        Assert.Equal([new StoreFlaw("trigger entries_own.refuse_truncate", null, "is missing")], (await FlawsAsync()).Where(f => !f.IsUnknown));
    }

    [Fact]
    public async Task Doctor_says_that_a_later_schema_is_for_a_newer_cairn_to_examine()
    {
        await MigrateAsync([.. Migration.All, Later]);
        await using var opened = CairnPostgres.Database(database.ConnectionString);
        var chart = await new PostgresDoctor(opened, TimeProvider.System).ExamineAsync(Cancel);
        Assert.Contains(chart, d => d is { Result: DiagnosisResult.Unchecked, What: "schema" }
            && d.Words.Contains("is version 2, and this cairn knows 1", StringComparison.Ordinal));
        Assert.DoesNotContain(chart, d => d.Words.Contains("is not Cairn's", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_migrates_at_start_leaves_a_later_schema_alone()
    {
        await MigrateAsync([.. Migration.All, Later]);
        await using var log = await CairnPostgres.OpenAsync(
            database.ConnectionString, Options(TimeSpan.FromSeconds(5)), new() { RolePrefix = database.Prefix, Migrate = true });
        Assert.Equal(0, (await log.RecordAsync(Some.Event(), Cancel)).Index);
    }

    private static async Task RecordAsync(CairnLog log, int from, int to)
    {
        for (var id = from; id <= to; id++)
        {
            await log.RecordAsync(Some.Event(id: id), Cancel);
        }
    }

    private Task<CairnLog> OpenAsync(TimeSpan? stopTimeout = null) => CairnPostgres.OpenAsync(login, Options(stopTimeout ?? TimeSpan.Zero));

    private CairnOptions Options(TimeSpan stopTimeout) => new()
    {
        KeyFile = folder.File("audit.key"),
        SpoolFolder = folder.File("spool"),
        StopTimeout = stopTimeout,
        RecordTimeout = TimeSpan.FromMinutes(2),
    };

    private async Task HasAsync(int events)
    {
        await using var store = await TestDatabase.OpenAsync(login);
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        var entries = await store.ReadEntriesAsync(log, 0, 1_000, Cancel);
        Assert.Equal(Enumerable.Range(1, events).Select(i => Some.Id(i)), entries.Select(e => e.Columns.EventId).Order());
    }

    private async Task MigrateAsync(IReadOnlyList<Migration> migrations)
    {
        await using var opened = CairnPostgres.Database(database.ConnectionString);
        await new PostgresMigrator(opened, migrations).MigrateAsync(SchemaRoles.WithPrefix(database.Prefix), Cancel);
    }

    private async Task<IReadOnlyList<StoreFlaw>> FlawsAsync()
    {
        await using var opened = CairnPostgres.Database(database.ConnectionString);
        return await new PostgresSchemaCheck(opened).RunAsync(Cancel);
    }
}
