using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Files;
using Cairn.Recovery;
using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Tests.Signing;

/// <summary>Hosts that share a store, as applications open them.</summary>
public sealed class SharedHostsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly MemoryRows rows = new();
    private readonly MemoryStore store;
    private readonly FixedClock clock = new();

    public SharedHostsTests() => store = new(rows);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_host_without_a_key_appends_and_says_once_that_it_does_not_sign()
    {
        var logger = new ListLogger();
        await using (var host = await OpenAsync(null, logger: logger))
        {
            await RecordAsync(host);
            await RecordAsync(host, "acme");
            Assert.False(host.Signs);
        }

        Assert.All(await store.ReadProgressAsync(Cancel), p => Assert.Equal((1L, null), (p.Size, p.Checkpoint)));
        Assert.StartsWith("Information: This host has no signing key", Assert.Single(logger.Lines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task What_hosts_without_a_key_append_is_signed_by_one_that_has_it()
    {
        await using var signer = await OpenAsync("a.key");
        await using var appender = await OpenAsync(null);
        await RecordAsync(appender, "acme");

        await UntilAsync(async () => (await store.ReadProgressAsync(Cancel)).All(p => p.Checkpoint is not null));
    }

    [Fact]
    public async Task A_host_that_records_nothing_remembers_what_others_signed()
    {
        await using var signer = await OpenAsync("a.key");
        Copy("a.key", "b.key");
        await using var follower = await OpenAsync("b.key");
        var log = await RecordAsync(signer);

        // Either may be the one that signs.
        await UntilAsync(() => Task.FromResult(
            SignerMemory.Of(folder.File("b.key")).Read(log) is { } note && note == SignerMemory.Of(folder.File("a.key")).Read(log)));
    }

    [Fact]
    public async Task While_another_host_has_the_turn_recording_goes_on()
    {
        LogIdentity log;
        await using (var host = await OpenAsync("a.key"))
        {
            log = await RecordAsync(host);
        }

        rows.Turns.Add(log.Key);
        await using (var host = await OpenAsync("a.key"))
        {
            await RecordAsync(host);
        }

        Assert.Contains("\n1\n", await store.ReadCheckpointAsync(log, Cancel), StringComparison.Ordinal);
        rows.Turns.Clear();
        await using var signer = await OpenAsync("a.key");
        // It was signed once.
        await UntilAsync(async () => (await store.ReadCheckpointAsync(log, Cancel))!.Contains("\n2\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_went_back_refuses_at_first_use_even_while_another_host_has_the_turn()
    {
        LogIdentity log;
        await using (var host = await OpenAsync("a.key"))
        {
            log = await RecordAsync(host);
        }

        var replica = new MemoryRows();
        replica.Turns.Add((await new MemoryStore(replica).CreateLogAsync(log, Cancel)).Key);
        await using var restarted = await OpenAsync("a.key", replica);

        var refused = await Assert.ThrowsAsync<CairnSigningException>(() => RecordAsync(restarted));
        Assert.Equal(SigningRefusal.Restored, refused.Refusal);
    }

    [Fact]
    public async Task A_store_that_lost_a_log_its_key_signed_does_not_open()
    {
        await using (var host = await OpenAsync("a.key"))
        {
            await RecordAsync(host);
        }

        var refused = await Assert.ThrowsAsync<CairnSigningException>(() => OpenAsync("a.key", new MemoryRows()));
        Assert.Equal(SigningRefusal.Restored, refused.Refusal);
        Assert.Contains("which its key has signed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_not_made_where_others_signed_before()
    {
        await using (var host = await OpenAsync("a.key"))
        {
            await RecordAsync(host);
        }

        var refused = await Assert.ThrowsAsync<CairnSigningException>(() => OpenAsync("b.key"));
        Assert.Equal(SigningRefusal.KeyMissing, refused.Refusal);
        Assert.Contains("copy both from a host that signs", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("b.key")));
    }

    [Fact]
    public async Task A_running_host_goes_on_in_the_log_that_was_recovered_elsewhere()
    {
        await using var appender = await OpenAsync(null);
        LogIdentity old;
        await using (var signer = await OpenAsync("a.key"))
        {
            old = await RecordAsync(signer);
            await RecordAsync(appender);
        }

        File.Delete(folder.File("a.key"));
        var recovered = Assert.Single(await new LogRecovery(store, folder.File("a.key"), shared: true).RecoverAsync(Cancel));
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal((old.LogId, recovered.New.LogId), (recovered.Old.LogId, (await RecordAsync(appender)).LogId));
    }

    [Fact]
    public async Task A_refusal_is_said_once_and_recording_goes_on()
    {
        var logger = new ListLogger();
        await using (var host = await OpenAsync("a.key", logger: logger))
        {
            var log = await RecordAsync(host);
            await UntilAsync(async () => await store.ReadCheckpointAsync(log, Cancel) is not null);
            rows.Of(log).Tiles[new(0, 0)] = new byte[32];
            await UntilAsync(() =>
            {
                host.Record(StandardActions.LoginSucceeded.Event());
                return Task.FromResult(logger.Lines.Any(l => l.StartsWith("Critical", StringComparison.Ordinal)));
            });
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Single(logger.Lines, l => l.StartsWith("Critical", StringComparison.Ordinal));
    }

    private Task<CairnLog> OpenAsync(string? key, MemoryRows? other = null, ListLogger? logger = null) =>
        CairnLog.OpenAsync(
            new MemoryStore(other ?? rows),
            new(null, folder.File("spool")),
            new() { KeyFile = key is null ? null : folder.File(key), Clock = clock, SpoolWhenNeeded = true },
            logger ?? new ListLogger());

    private async Task<LogIdentity> RecordAsync(CairnLog host, string tenant = LogIdentity.DefaultTenant)
    {
        var receipt = await host.RecordAsync(tenant, StandardActions.LoginSucceeded.Event(), Cancel);
        return (await store.ListLogsAsync(Cancel)).Single(l => l.LogId == receipt.Log);
    }

    private void Copy(string key, string other)
    {
        File.Copy(folder.File(key), folder.File(other));
        DurableFile.MakeFolder(SignerMemory.Of(folder.File(other)).Folder);
        foreach (var file in Directory.GetFiles(SignerMemory.Of(folder.File(key)).Folder))
        {
            File.Copy(file, Path.Combine(SignerMemory.Of(folder.File(other)).Folder, Path.GetFileName(file)));
        }
    }

    /// <summary>Lets time pass until something is so.</summary>
    private async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
    }
}
