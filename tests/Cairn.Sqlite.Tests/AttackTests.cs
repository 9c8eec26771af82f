using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Signing;
using Cairn.Verification;

namespace Cairn.Sqlite.Tests;

/// <summary>What somebody with every right on the file, and without the key, has tried.</summary>
public sealed class AttackTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_tenants_log_deleted_without_a_trace_is_named_and_not_begun_anew()
    {
        await RecordAsync("acme");
        await RecordAsync("default");
        Tamper("logs_refuses_DELETE", "DELETE FROM logs WHERE tenant = 'acme'");

        var finding = Assert.Single((await VerifyAsync("default")).Findings, f => f.Kind == FindingKind.Row);
        Assert.Equal("logs", finding.Member);
        await Assert.ThrowsAsync<CairnSigningException>(() => RecordAsync("acme"));
    }

    [Fact]
    public async Task A_log_put_in_the_place_of_another_is_not_signed()
    {
        await RecordAsync("default");
        var other = folder.File("other.db");
        await using (var audit = await CairnSqlite.OpenAsync(other))
        {
            await audit.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("innocent")), Cancel);
        }

        File.Copy(other, Path, overwrite: true);
        Tamper("checkpoints_refuses_DELETE", "DELETE FROM checkpoints");

        Assert.Contains((await VerifyAsync("default")).Findings, f => f.Member == "logs");
        await Assert.ThrowsAsync<CairnSigningException>(() => RecordAsync("default"));
    }

    [Fact]
    public async Task An_empty_generation_put_before_the_log_is_named()
    {
        await RecordAsync("default");
        var shadow = LogIdentity.Create("default", 2, LogIdentity.DefaultPrefix, bytes => bytes.Fill(9));
        Tamper(
            "logs_refuses_REPLACE",
            $"INSERT INTO logs VALUES (2, 'default', 2, '{shadow.LogId}', '{shadow.Origin}', x'{Convert.ToHexString(shadow.Secret)}')");

        Assert.Contains((await VerifyAsync("default")).Findings, f => f.Member == "generation");
        await Assert.ThrowsAsync<CairnSigningException>(() => RecordAsync("default"));
    }

    [Fact]
    public async Task A_trigger_that_swallows_events_is_named_whatever_it_is_called()
    {
        await RecordAsync("default");
        using (var intruder = new Intruder(Path))
        {
            intruder.Run("PRAGMA writable_schema = ON");
            intruder.Run(
                "INSERT INTO sqlite_master VALUES ('trigger', 'sqlite_x', 'entries', 0, 'CREATE TRIGGER sqlite_x BEFORE INSERT ON entries "
                + "WHEN NEW.actor_id = ''u1'' BEGIN SELECT RAISE(IGNORE); END')");
            intruder.Run("PRAGMA schema_version = 1000");
        }

        Assert.Contains((await VerifyAsync("default")).Findings, f => f is { Kind: FindingKind.Schema, Member: "trigger sqlite_x" });
        await Assert.ThrowsAsync<CairnStoreException>(() => RecordAsync("default"));
    }

    [Fact]
    public async Task An_index_rebuilt_to_hide_a_row_is_named()
    {
        for (var i = 0; i < 3; i++)
        {
            await RecordAsync("default");
        }

        using (var intruder = new Intruder(Path))
        {
            intruder.Run("DROP INDEX entries_by_event");
            intruder.Run("CREATE UNIQUE INDEX entries_by_event ON entries (log, event_id) WHERE idx <> 1");
            intruder.Run("PRAGMA writable_schema = ON");
            intruder.Run(
                "UPDATE sqlite_master SET sql = 'CREATE UNIQUE INDEX entries_by_event ON entries (log, event_id)' "
                + "WHERE name = 'entries_by_event'");
            intruder.Run("PRAGMA schema_version = 1000");
        }

        Assert.Contains((await VerifyAsync("default")).Findings, f => f is { Kind: FindingKind.Schema, Member: "table entries" });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)] // The last one: nothing behind it is out of step.
    public async Task A_second_row_at_an_index_is_named_and_no_other_entry_accused(long index)
    {
        for (var i = 0; i < 3; i++)
        {
            await RecordAsync("default");
        }

        using (var intruder = new Intruder(Path))
        {
            // The table anew with a wider key, so that it takes the row; then the text of Cairn's own.
            var table = intruder.Text("SELECT sql FROM sqlite_master WHERE name = 'entries'");
            intruder.Run("ALTER TABLE entries RENAME TO was");
            intruder.Run(table.Replace("PRIMARY KEY (log, idx)", "PRIMARY KEY (log, idx, leaf)", StringComparison.Ordinal));
            intruder.Run("INSERT INTO entries SELECT * FROM was");
            intruder.Run(
                "INSERT INTO entries SELECT log, idx, CAST(leaf || ' ' AS BLOB), stored_at, randomblob(16), occurred_at, 'x.y', category, "
                + $"actor_type, actor_id, outcome FROM was WHERE idx = {index}");
            intruder.Run("DROP TABLE was");
        }

        var findings = (await VerifyAsync("default")).Findings.Where(f => f.Index is not null).ToList();
        Assert.Contains(findings, f => f.Kind == FindingKind.Row && f.Index == index);
        Assert.All(findings, f => Assert.Equal(index, f.Index));
    }

    [Fact]
    public async Task An_absurd_size_that_fits_a_planted_tile_does_not_keep_the_verifier_running()
    {
        await RecordAsync("default");
        Tamper(
            "heads_refuses_UPDATE",
            "INSERT INTO tiles VALUES (1, 5, 0, zeroblob(32)); UPDATE heads SET size = 1099511627776, edge = zeroblob(32)");

        Assert.NotEmpty((await VerifyAsync("default")).Findings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no name + at all")]
    public async Task An_origin_that_is_no_keys_name_hides_nothing(string origin)
    {
        await RecordAsync("default");
        using (var intruder = new Intruder(Path))
        {
            intruder.Unguarded("entries_refuses_UPDATE", () => intruder.Unguarded("logs_refuses_UPDATE", () =>
            {
                intruder.Run("UPDATE entries SET action = 'x.y'");
                intruder.Run($"UPDATE logs SET origin = '{origin}'");
            }));
        }

        var findings = (await VerifyAsync("default")).Findings;
        Assert.Contains(findings, f => f is { Kind: FindingKind.Head, Member: "origin" });
        Assert.Contains(findings, f => f is { Kind: FindingKind.Column, Index: 0 });
    }

    [Fact]
    public async Task An_index_that_could_refuse_events_is_named()
    {
        await RecordAsync("default");
        using (var intruder = new Intruder(Path))
        {
            intruder.Run("CREATE UNIQUE INDEX op ON entries (log, actor_type) WHERE actor_type = 'evil'");
        }

        Assert.Contains((await VerifyAsync("default")).Findings, f => f.Member == "index op");
    }

    private async Task RecordAsync(string tenant)
    {
        await using var audit = await CairnSqlite.OpenAsync(Path);
        await audit.ForTenant(tenant).RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("u1")), Cancel);
    }

    private void Tamper(string trigger, string sql)
    {
        using var intruder = new Intruder(Path);
        intruder.Unguarded(trigger, () => Array.ForEach(sql.Split("; "), intruder.Run));
    }

    private async Task<VerifyReport> VerifyAsync(string tenant)
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var logs = await store.ListLogsAsync(Cancel);
        var log = logs.Where(l => l.Tenant == tenant).MaxBy(l => l.Generation)!; // There is one.
        using var key = SigningKey.TryOpen(Path + ".key")!; // It lies there.
        return await new LogVerifier(store).VerifyAsync(
            log, new() { Verifier = key.VerifierOf(log), Vanished = SignerMemory.Of(Path + ".key").Vanished(logs) }, Cancel);
    }
}
