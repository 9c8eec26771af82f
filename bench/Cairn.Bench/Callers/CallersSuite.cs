using Cairn.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Cairn.Bench;

/// <summary>From one caller to a thousand who each wait for their own event, on both stores.</summary>
internal static class CallersSuite
{
    private const int MostConnections = 64; // More make the INSERTs slower, not faster.

    // SQLite's have no goal: its INSERT neither leaves the process nor waits for another one.
    private static readonly (int Callers, double? Goal)[] OnPostgres = [(1, 0.5), (16, 0.8), (64, 1.2), (256, null), (1_024, null)];
    private static readonly (int Callers, double? Goal)[] OnSqlite = [(1, null), (16, null), (64, null), (256, null), (1_024, null)];

    public static async Task RunAsync(Report report, Scale scale)
    {
        using var workspace = new Workspace();
        using var server = new PostgresServer();
        await PostgresAsync(report, "callers", workspace, server, scale);
        await SqliteAsync(report, "callers", workspace, scale);
    }

    public static async Task PostgresAsync(Report report, string suite, Workspace workspace, PostgresServer server, Scale scale)
    {
        var rounds = Rounds(suite, "postgres", scale);
        var (database, bare) = (await server.MakeAsync("callers"), await server.MakeAsync("inserts"));
        await PostgresInserts.MakeAsync(bare);
        await using (var audit = await CairnPostgres.OpenAsync(database.Login, new() { KeyFile = workspace.File("callers.key") }))
        {
            await rounds.RunAsync(
                report, audit, callers => PostgresInserts.OpenAsync(bare, Math.Min(callers, MostConnections)), OnPostgres);
        }

        await FloorAsync(report, workspace, server, rounds, callers => PostgresInserts.OpenAsync(bare, callers));
        await using var source = NpgsqlDataSource.Create(database.Superuser);
        await using var count = source.CreateCommand("SELECT count(*) FROM cairn.entries WHERE NOT starts_with(action, 'cairn.')");
        Lost(report, suite, rounds.Answers - (long)(await count.ExecuteScalarAsync())!); // A count is never null.
    }

    public static async Task SqliteAsync(Report report, string suite, Workspace workspace, Scale scale)
    {
        var (rounds, file) = (Rounds(suite, "sqlite", scale), workspace.File("callers.db"));
        var inserts = 0;
        await using (var audit = await CairnSqlite.OpenAsync(file))
        {
            await rounds.RunAsync(
                report, audit, _ => Task.FromResult<IInserts>(new SqliteInserts(workspace.File($"inserts{inserts++}.db"))), OnSqlite);
        }

        using var database = BareRows.Open(file, raw.SQLITE_OPEN_READONLY);
        using var count = database.Prepare("SELECT count(*) FROM entries WHERE action NOT LIKE 'cairn.%'");
        count.Read();
        Lost(report, suite, rounds.Answers - count.Integer(0));
    }

    private static async Task FloorAsync(
        Report report,
        Workspace workspace,
        PostgresServer server,
        CallerRounds rounds,
        Func<int, Task<IInserts>> open)
    {
        var database = await server.MakeAsync("floor");
        await using (var audit = await CairnPostgres.OpenAsync(database.Login, new() { KeyFile = workspace.File("floor.key") }))
        {
            await audit.RecordAsync(new Samples(seed: 7).Next(0));
        }

        await using var floor = await FloorInserts.OpenAsync(database);
        await rounds.RunFloorAsync(report, floor, open);
    }

    private static CallerRounds Rounds(string suite, string store, Scale scale) =>
        scale == Scale.Quick ? new(suite, store, 3, TimeSpan.FromSeconds(0.3)) : new(suite, store, 7, TimeSpan.FromSeconds(1));

    private static void Lost(Report report, string suite, long events) =>
        report.Add(new Figure(suite, "  events lost", events, "events").AtMost(0));
}
