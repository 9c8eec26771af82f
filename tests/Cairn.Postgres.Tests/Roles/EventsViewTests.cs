using Cairn.Contracts;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary><c>cairn.events</c>: the log for people who have SQL, under the policies of whoever asks.</summary>
public sealed class EventsViewTests : IAsyncLifetime
{
    private const string All = "tenant, index, action, actor_type, actor, name, email, phone, role, target_type, target, target_name, outcome, "
        + "reason, ip, user_agent, source, changes::text, metadata::text, withheld::text, verified";

    private TestDatabase database = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.MigratedAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_reader_sees_a_row_an_entry_and_contact_and_network_by_a_grant_of_their_own()
    {
        await RecordAsync();
        var login = await ReaderAsync("default");
        Assert.Equal(
            [
                "default|0|user.role_changed|user|ada@example.com|Ada Example|||owner|user|u2|Bo Example|success|as \"asked\"|||web|"
                + "[{\"path\":\"/role\",\"before\":\"a\",\"after\":\"b\"}]|{\"n\":1.50,\"s\":\"ü\"}|{contact,network}|False",
                "default|1|door.opened|system|||||||||failure||||||||False",
            ],
            await RowsAsync(login, $"SELECT {All} FROM cairn.events ORDER BY index"));

        await database.RunAsync($"GRANT EXECUTE ON FUNCTION cairn.sees_contact TO {Name(login)}");
        Assert.Equal(
            ["ada@example.com|+49 170 1||{network}"],
            await RowsAsync(login, "SELECT email, phone, ip, withheld::text FROM cairn.events WHERE index = 0"));
        await database.RunAsync($"GRANT EXECUTE ON FUNCTION cairn.sees_network TO {Name(login)}");
        Assert.Equal(
            ["192.0.2.7|a browser|"], await RowsAsync(login, "SELECT ip, user_agent, withheld::text FROM cairn.events WHERE action = 'user.role_changed'"));
        Assert.DoesNotContain(await CheckAsync(), row => row.Contains("sees_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_reads_another_tenant_or_nothing_sees_nothing()
    {
        await RecordAsync();
        Assert.Empty(await RowsAsync(await ReaderAsync("other"), "SELECT * FROM cairn.events"));
        Assert.Empty(await RowsAsync(await database.LoginAsync("reader"), "SELECT * FROM cairn.events"));
        await Assert.ThrowsAsync<PostgresException>(async () => await RowsAsync(await database.LoginAsync(), "SELECT * FROM cairn.events"));
        await Assert.ThrowsAsync<PostgresException>(async () => await RowsAsync(await database.LoginAsync("writer"), "SELECT * FROM cairn.events"));
    }

    [Fact]
    public async Task Bytes_that_are_no_json_stop_no_query()
    {
        await RecordAsync();
        await database.UnguardedAsync("UPDATE cairn.disclosures SET body = '\\xff00'; UPDATE cairn.entries SET leaf = '\\x7b'", "disclosures", "entries");
        Assert.Equal(["0||", "1||"], await RowsAsync(await ReaderAsync("default"), "SELECT index, name, reason FROM cairn.events ORDER BY index"));
        Assert.Equal("\uFFFD", await database.GetAsync<string>("SELECT cairn.json_of(convert_to('{\"a\": \"\\u0000\"}', 'UTF8')) ->> 'a'"));
    }

    private async Task RecordAsync()
    {
        await using var log = await ReadLog.MakeAsync(await TestDatabase.OpenAsync(await database.LoginAsync("writer", "keeper")));
        await log.AddAsync(new AuditEvent
        {
            Action = "user.role_changed",
            Reason = "as \"asked\"",
            Changes = [new("/role", "a", "b")],
            Metadata = [new("n", 1.50m), new("s", "ü")],
            Context = new() { Ip = "192.0.2.7", UserAgent = "a browser", Source = "web" },
        }.By(new("user", "ada@example.com") { Name = "Ada Example", Email = "ada@example.com", Phone = "+49 170 1", Role = "owner" })
            .On("user", "u2", "Bo Example"));
        await log.AddAsync(new AuditEvent { Action = "door.opened", Outcome = new(AuditResult.Failure) }.By(AuditActor.System));
    }

    private async Task<string> ReaderAsync(string tenant)
    {
        var login = await database.LoginAsync("reader");
        await database.RunAsync($"INSERT INTO cairn.access (role_name, level, tenant) VALUES ('{Name(login)}', 'admin', '{tenant}')");
        return login;
    }

    private async Task<IEnumerable<string>> CheckAsync()
    {
        await using var store = await TestDatabase.OpenAsync(database.ConnectionString);
        return (await store.CheckSchemaAsync(Cancel)).Select(r => $"{r.Member} {r.Words}");
    }

    private static string Name(string login) => new NpgsqlConnectionStringBuilder(login).Username!; // It logs in.

    private static async Task<List<string>> RowsAsync(string login, string sql)
    {
        await using var source = TestDatabase.Source(login);
        await using var command = source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<string>();
        while (await row.ReadAsync(Cancel))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "" : row.GetValue(i).ToString())));
        }

        return rows;
    }
}
