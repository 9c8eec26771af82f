using System.Globalization;
using System.Text.RegularExpressions;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>Arrays that do not run side by side are refused, by both ways in and by the short cut for a single entry.</summary>
public sealed class HostileArgumentTests : IAsyncLifetime
{
    // Parameters of AppendRows.Sql.
    private static readonly int[] PerEntry = [9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20];
    private static readonly int[] MayBeNull = [16];
    private static readonly int[] Places = [21, 25, 30, 37];
    private static readonly int[] PerLog = [4, 5, 6, 8];
    private static readonly int[] Tiles = [41, 42, 43];

    private TestDatabase database = null!; // These are made before each test.
    private NpgsqlDataSource writer = null!;
    private PostgresStore store = null!;
    private LogIdentity log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        var login = await database.LoginAsync("writer");
        writer = TestDatabase.Source(login);
        store = await TestDatabase.OpenAsync(login);
        log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, Some.Entries(log, 3), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData(AppendRows.Sql, 1)]
    [InlineData(AppendRows.Sql, 3)]
    [InlineData(AppendRows.OneLogSql, 1)]
    [InlineData(AppendRows.OneLogSql, 3)]
    public async Task What_does_not_run_side_by_side_is_refused(string sql, int count)
    {
        Assert.Null(await RefusalAsync(sql, count, 1, "$1"));
        await AllAreRefusedAsync(sql, count, [.. PerEntry, .. PerLog, .. Places, .. Tiles], "array_append(trim_array({0}, 1), NULL)");
        await AllAreRefusedAsync(sql, count, [.. PerEntry, .. MayBeNull, .. PerLog], "NULL");
        await AllAreRefusedAsync(sql, count, [.. PerEntry, .. MayBeNull, .. PerLog], "trim_array({0}, 1)");
        await AllAreRefusedAsync(sql, count, [.. PerEntry, .. MayBeNull, .. PerLog, .. Tiles[1..]], "{0} || {0}");
    }

    [Theory]
    [InlineData(AppendRows.Sql, 1)]
    [InlineData(AppendRows.Sql, 3)]
    [InlineData(AppendRows.OneLogSql, 1)]
    [InlineData(AppendRows.OneLogSql, 3)]
    public async Task What_belongs_to_no_entry_of_the_batch_is_refused(string sql, int count)
    {
        foreach (var place in new[] { int.MinValue, -1, 0, count + 1, int.MaxValue })
        {
            await AllAreRefusedAsync(
                sql, count, Places, string.Create(CultureInfo.InvariantCulture, $"array_append(trim_array({{0}}, 1), {place})"));
        }
    }

    [Theory]
    [InlineData(AppendRows.Sql)]
    [InlineData(AppendRows.OneLogSql)]
    public async Task Names_looked_up_before_persons_left_are_refused(string sql)
    {
        Assert.Equal("clash", await RefusalAsync(sql, 1, 7, "ARRAY[7::bigint]"));
        Assert.Equal("clash", await RefusalAsync(sql, 3, 7, "ARRAY[7::bigint]"));
    }

    [Theory]
    [InlineData(AppendRows.Sql)]
    [InlineData(AppendRows.OneLogSql)]
    public async Task A_manifest_of_no_entry_is_refused(string sql)
    {
        foreach (var at in new[] { "0", "2", "NULL::integer" })
        {
            Assert.NotNull(await RefusalAsync(sql, 1, 32, $"ARRAY[{at}]", (33, "ARRAY['{}'::bytea]")));
        }
    }

    private async Task AllAreRefusedAsync(string sql, int count, int[] parameters, string change)
    {
        foreach (var parameter in parameters)
        {
            var changed = string.Format(CultureInfo.InvariantCulture, change, $"${parameter}");
            Assert.True(await RefusalAsync(sql, count, parameter, changed) is not null, $"${parameter} as {changed} was taken");
        }
    }

    // Why it was not taken; null: it was. Rolled back either way.
    private async Task<string?> RefusalAsync(
        string sql,
        int count,
        int parameter,
        string changed,
        params (int Parameter, string Changed)[] more)
    {
        foreach (var (at, by) in more.Prepend((parameter, changed)))
        {
            sql = Regex.Replace(sql, $@"\${at}\b", by.Replace("$", "$$", StringComparison.Ordinal));
        }

        await using var connection = await writer.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(await ValuesAsync(count));
        try
        {
            var answer = await AppendAnswer.ReadAsync(command, Cancel);
            return answer.Done ? null : answer.Clash ? "clash" : "elsewhere";
        }
        catch (PostgresException e) when (e.SqlState is not ("XX000" or PostgresErrorCodes.UndefinedFunction
            or PostgresErrorCodes.SyntaxError or PostgresErrorCodes.DatatypeMismatch))
        {
            return e.SqlState;
        }
    }

    private async Task<NpgsqlParameter[]> ValuesAsync(int count)
    {
        var entries = Enumerable.Range(10, count).Select(i => Some.Entry(
            log, id: i) with { Network = i, LookupKeyId = 1, ReplayKeyId = 2, Aliases = [new(new((UInt128)i), "user:~x")] }).ToList();
        var head = await store.ReadHeadAsync(log, Cancel);
        var values = new AppendRows(new AppendPart(log, head, entries, head.People)).Values(waits: true, looks: false);
        Assert.All(Places, p => Assert.NotEmpty((Array)values[p - 1].Value!)); // Else there is nothing to change.
        return values;
    }
}
