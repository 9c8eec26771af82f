using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>The outbox in an application's migrations, and what SQL Server's own provider and parser make of it.</summary>
public sealed partial class SchemaTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Requirement", "CLINIC-1")]
    public async Task The_outbox_comes_with_a_migration_of_a_database_that_is_in_use()
    {
        await using var database = TestDatabase.New(Kind.Postgres);
        await using (var before = Open<ShopContext>(database, o => new(o)))
        {
            await before.Database.EnsureCreatedAsync(Cancel);
            before.Add(new Note { Text = "kept" });
            await before.SaveChangesAsync(Cancel);
            await using var after = Open<OutboxShopContext>(database, o => new(o));
            var steps = after.GetService<IMigrationsModelDiffer>().GetDifferences(
                before.GetService<IDesignTimeModel>().Model.GetRelationalModel(),
                after.GetService<IDesignTimeModel>().Model.GetRelationalModel());
            var commands = after.GetService<IMigrationsSqlGenerator>().Generate(steps, after.GetService<IDesignTimeModel>().Model);
            Assert.All(commands, c => Assert.Contains("cairn_outbox", c.CommandText, StringComparison.Ordinal));
            await after.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(
                commands, after.GetService<IRelationalConnection>(), Cancel);
            after.Add(new Order());
            await after.SaveChangesAsync(Cancel);
            Assert.Equal(1, await after.Set<CairnOutboxRow>().CountAsync(Cancel));
            Assert.Equal("kept", (await after.Notes.SingleAsync(Cancel)).Text);
        }
    }

    [Fact]
    public async Task On_PostgreSQL_the_table_is_the_one_the_other_relay_empties()
    {
        await using var database = TestDatabase.New(Kind.Postgres);
        await using var context = Open<OutboxShopContext>(database, o => new(o));
        await context.Database.EnsureCreatedAsync(Cancel);
        await using var source = Npgsql.NpgsqlDataSource.Create(database.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await new PostgresOutbox().RecordAsync(transaction, new AuditEvent { Action = "door.opened" }, cancellationToken: Cancel);
        await transaction.CommitAsync(Cancel);
        var row = await context.Set<CairnOutboxRow>().SingleAsync(Cancel);
        Assert.Equal(DateTimeKind.Utc, row.WrittenAt.Kind);
        Assert.InRange(row.WrittenAt, DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1));
    }

    [Fact]
    public void SQL_Servers_parser_reads_the_script_of_its_provider()
    {
        using var context = SqlServer();
        var script = context.Database.GenerateCreateScript();
        Parse(script);
        Assert.Contains("CREATE TABLE [cairn_outbox]", script, StringComparison.Ordinal);
        Assert.Contains("[position] bigint NOT NULL IDENTITY", script, StringComparison.Ordinal);
        Assert.Contains("[event_id] uniqueidentifier NOT NULL", script, StringComparison.Ordinal);
        Assert.Contains("COLLATE Latin1_General_100_BIN2", script, StringComparison.Ordinal);
        Assert.Contains("DEFAULT (SYSUTCDATETIME())", script, StringComparison.Ordinal);
        Assert.Contains("INSERT INTO [cairn_outbox_lease]", script, StringComparison.Ordinal);
    }

    [Fact]
    public void SQL_Servers_parser_reads_the_statement_that_writes_rows()
    {
        using var application = SqlServer();
        using var command = application.Database.GetDbConnection().CreateCommand();
        var row = new CairnOutboxRow { Tenant = "default", EventId = Guid.NewGuid(), Event = "{}", WrittenAt = DateTime.UtcNow };
        // Its model has one.
        OutboxWriter.Fill(
            command,
            OutboxTable.Of(application.Model)!,
            application.GetService<ISqlGenerationHelper>(),
            application.Database.ProviderName,
            [row, row]);
        Parse(command.CommandText);
        Assert.Contains("ORDER BY n", command.CommandText, StringComparison.Ordinal);
        Assert.Equal(8, command.Parameters.Count);

    }

    [Fact]
    public async Task SQL_Servers_parser_reads_every_statement_of_the_relay()
    {
        using var application = SqlServer();
        var server = new Unconnected();
        var options = new DbContextOptionsBuilder<OutboxContext>(
            OutboxContext.OptionsOf(application, null)).AddInterceptors(server).Options;
        await using var outbox = new ModelOutbox(options, "cairn_outbox", (_, _, _, _) => default, TimeProvider.System);
        // There is no answer to read.
        await Assert.ThrowsAnyAsync<Exception>(async () => await outbox.ReadAsync(10, 1_000, ["sick", "well"], Cancel));
        await Assert.ThrowsAnyAsync<Exception>(async () => await outbox.MeasureAsync(Cancel));
        await using (await outbox.BeginAsync([Unconnected.Position], Cancel))
        {
            await using var context = new OutboxContext(options);
            await ModelOutboxQueries.LeaseAsync(
                ModelOutboxQueries.Mine(context, Guid.NewGuid()), Guid.NewGuid(), DateTime.UnixEpoch, Cancel);
            await ModelOutboxQueries.RemoveAsync(context, [Unconnected.Position, 8], Cancel);
            await ModelOutboxQueries.SetAsideAsync(context, new(Unconnected.Position, "no event"), DateTime.UnixEpoch, Cancel);
        }

        Assert.All(server.Statements, Parse);
        Assert.Equal(["DELETE", "SELECT", "UPDATE"], server.Statements.Select(s => FirstWord().Match(s).Value).Distinct().Order());
        Assert.InRange(server.Statements.Count, 6, 20);
    }

    [Fact]
    public void What_is_no_T_SQL_is_found() => Assert.ThrowsAny<Exception>(() => Parse("INSERT INTO [a] VALUES ("));

    [Fact]
    public async Task Where_a_SQL_Server_is_named_the_contract_holds_on_it()
    {
        if (Environment.GetEnvironmentVariable("CAIRN_TEST_SQLSERVER") is { Length: > 0 })
        {
            await SqlServerOutboxContract.RunAsync();
        }
        else
        {
            Assert.Contains("not run on a server", await File.ReadAllTextAsync(
                Path.Combine(Cairn.Contracts.Repository.Root(), "docs", "guide", "entity-framework.md"), Cancel), StringComparison.Ordinal);
        }
    }

    private static T Open<T>(TestDatabase database, Func<DbContextOptions<T>, T> make)
        where T : DbContext
    {
        var options = new DbContextOptionsBuilder<T>();
        database.Use(options);
        return make(options.UseCairn(c => c.Log = new FakeAuditLog()).Options);
    }

    // Nothing is opened: the provider writes, and Microsoft's parser reads.
    private static OutboxShopContext SqlServer() =>
        new(new DbContextOptionsBuilder<OutboxShopContext>().UseSqlServer("Server=nowhere;Database=shop").UseCairn().Options);

    private static void Parse(string sql)
    {
        using var reader = new StringReader(Go().Replace(sql, "\nGO\n"));
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        Assert.True(errors.Count == 0, $"{string.Join("; ", errors.Select(e => $"{e.Line}:{e.Column} {e.Message}"))}\n{sql}");
    }

    [GeneratedRegex(@"\b(SELECT|UPDATE|DELETE)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"\r?\nGO\r?\n")]
    private static partial Regex Go();
}
