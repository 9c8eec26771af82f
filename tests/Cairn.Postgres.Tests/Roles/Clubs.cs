using Cairn.Contracts;
using Cairn.Entries;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>
/// Three clubs in one database, two of them of one facility, each with entries of two persons in two months and one of Cairn's own; and
/// everybody who logs in there.
/// </summary>
internal sealed class Clubs : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlDataSource> sources = [];
    private readonly Dictionary<string, string> logins = [];

    private Clubs(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    /// <summary>By tenant: a, b and c.</summary>
    public Dictionary<string, LogIdentity> Logs { get; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Clubs> OpenAsync()
    {
        var clubs = new Clubs(await TestDatabase.MigratedAsync());
        var recorder = await clubs.LoginAsync("recorder", "writer", "reader");
        await using var store = await TestDatabase.OpenAsync(recorder);
        foreach (var tenant in new[] { "a", "b", "c" })
        {
            var log = clubs.Logs[tenant] = await store.CreateLogAsync(Some.Log(tenant), Cancel);
            await store.AppendAsync(
                log, [.. Enumerable.Range(1, 6).Select(i => Some.Entry(log, Some.Event(id: i, actor: $"u-{i % 2}"), i))], Cancel);
            await store.AppendAsync(
                log, [Own(log), Attested.Declared(log, 30), Attested.Placed(log, 31, "\"ranges\":[[0,1]]"), Called(log)], Cancel);
            await store.PublishCheckpointAsync(log, "note", Cancel);
            await store.AddVerifierKeyAsync(log, 0, "key", Cancel);
        }

        await clubs.PeopleAsync();
        return clubs;
    }

    /// <summary>A month nobody has made yet, with an entry in it: appending makes it.</summary>
    public async Task LaterMonthAsync()
    {
        await using var store = await TestDatabase.OpenAsync(logins["app"]);
        foreach (var log in Logs.Values)
        {
            await store.AppendAsync(log, [Some.Entry(log, Some.Event(id: 21, actor: "u-1"), 21, Some.Time.AddMonths(20))], Cancel);
        }
    }

    /// <summary>
    /// Runs it in a transaction that is rolled back, with the settings the person is used to; the server's code when it refuses.
    /// </summary>
    public async Task<(string? Refusal, object? Value)> TryAsync(string who, Func<NpgsqlConnection, Task<object?>> work)
    {
        await using var connection = await (sources.GetValueOrDefault(who) ?? Database.Superuser).OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        try
        {
            foreach (var setting in SettingsOf(who))
            {
                await using var command = new NpgsqlCommand(setting, connection);
                await command.ExecuteNonQueryAsync(Cancel);
            }

            return (null, await work(connection));
        }
        catch (PostgresException e)
        {
            return (e.SqlState, e.MessageText);
        }
    }

    /// <summary>The first value of a statement's first row, or the server's code.</summary>
    public Task<(string? Refusal, object? Value)> TryAsync(string who, string sql) => TryAsync(who, async connection =>
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
        {
            await source.DisposeAsync();
        }

        await Database.DisposeAsync();
    }

    private IEnumerable<string> SettingsOf(string who) => who switch
    {
        "app" or "app of two, in one" => ["SET LOCAL cairn.tenant = 'a'"],
        "app of two, elsewhere" or "admin who sets" or "member who sets" or "reader who sets" or "facility admin who sets"
        or "operator who sets" => ["SET LOCAL cairn.tenant = 'b'"],
        "owner" or "expiry" => [$"SET LOCAL ROLE {Database.Prefix}{who}"],
        _ => [],
    };

    private async Task PeopleAsync()
    {
        await LoginAsync("app", "writer", "reader");
        await LoginAsync("app, nobody set", "writer", "reader");
        await LoginAsync("writer", "writer");
        await LoginAsync("keeper", "keeper");
        await LoginAsync("nobody");
        foreach (var person in new[] { "admin", "admin who sets", "member", "member who sets", "reader", "reader who set"
            + "s", "facility admin", "facility admin who sets", "club admin of the host's",
            "app of two, in one", "app of two, elsewhere", "admin of two", "operator", "operator who sets" })
        {
            await LoginAsync(person, "reader");
        }

        await LoginAsync("app without writing", "reader");
        await Database.RunAsync($"""
            INSERT INTO cairn.access (role_name, level, tenant, actor_id) VALUES
              ('{Name("admin")}', 'admin', 'a', NULL), ('{Name("admin who sets")}', 'admin', 'a', NULL),
              ('{Name("member")}', 'member', 'a', 'u-1'), ('{Name("member who sets")}', 'member', 'a', 'u-1'),
              ('{Name("admin of two")}', 'admin', 'a', NULL), ('{Name("admin of two")}', 'admin', 'c', NULL),
              ('{Name("app of two, in one")}', 'application', 'a', NULL), ('{Name("app of two, in one")}', 'application', 'c', NULL),
              ('{Name("app of two, elsewhere")}', 'application', 'a', NULL), ('{Name("app of two, elsewhere")}', 'application', 'c', NULL),
              ('{Name("operator")}', 'operator', NULL, NULL), ('{Name("operator who sets")}', 'operator', NULL, NULL),
              ('{Name("app without writing")}', 'application', NULL, NULL);

            -- The host's tables and functions: which club is whose, and who is what in it. The facility has clubs a and c.
            CREATE SCHEMA club;
            CREATE TABLE club.clubs (name text, facility text);
            INSERT INTO club.clubs VALUES ('a', 'north'), ('b', 'south'), ('c', 'north');
            CREATE TABLE club.duties (login name, duty text, place text);
            INSERT INTO club.duties VALUES ('{Name("facility admin")}', 'facility admin', 'north'), ('{Name("facility admin who sets")}', 'facility admin', 'north'),
              ('{Name("club admin of the host's")}', 'club admin', 'b');
            GRANT USAGE ON SCHEMA club TO {Database.Prefix}owner;
            CREATE FUNCTION club.is_facility_admin(p_login name, p_facility text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
              $$ SELECT EXISTS (SELECT FROM club.duties d WHERE d.login = p_login AND d.duty = 'facility admin' AND d.place = p_facility) $$;
            CREATE FUNCTION club.is_club_admin_or_higher(p_login name, p_club text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
              $$ SELECT EXISTS (SELECT FROM club.duties d WHERE d.login = p_login AND d.duty = 'club admin' AND d.place = p_club)
                OR EXISTS (SELECT FROM club.clubs c WHERE c.name = p_club AND club.is_facility_admin(p_login, c.facility)) $$;
            CREATE FUNCTION club.names() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT name FROM club.clubs $$;
            SET ROLE {Database.Prefix}owner;
            CREATE OR REPLACE FUNCTION cairn.host_access(p_role name) RETURNS TABLE (tenant text, actor_id text) LANGUAGE sql STABLE AS
              $$ SELECT c, NULL::text FROM club.names() c WHERE club.is_club_admin_or_higher(p_role, c) $$;
            """);
    }

    private async Task<string> LoginAsync(string person, params string[] roles)
    {
        var login = new NpgsqlConnectionStringBuilder(await Database.LoginAsync(roles)) { MaxPoolSize = 2 };
        sources[person] = TestDatabase.Source(login.ConnectionString);
        return logins[person] = login.ConnectionString;
    }

    private string Name(string person) => new NpgsqlConnectionStringBuilder(logins[person]).Username!; // Every login has one.

    private static SealedEntry Own(LogIdentity log) =>
        Attested.Plan(log, 20, "\"ranges\":[[100,100]]") with { NewSubjects = [new(new(new byte[32]), "~AAAAAAAAAAAAAAAAAAAAAA")] };

    // From a network, by somebody with a name.
    private static SealedEntry Called(LogIdentity log) =>
        Some.Entry(log, Some.Event(id: 40, actor: "u-1"), 40) with { Network = 7, LookupKeyId = 1, Aliases = [new(new(7), "user:u-1")] };
}
