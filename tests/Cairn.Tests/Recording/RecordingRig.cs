using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Stores;
using Cairn.Verification;
using Microsoft.Extensions.Logging;

namespace Cairn.Tests;

/// <summary>A log on a scripted store and a clock that passes only when the test lets it; it can be killed and started again.</summary>
internal sealed class RecordingRig : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly MemoryRows rows = new();
    private readonly List<CairnLog> killed = [];
    private int life;

    public RecordingRig() => Store = new(rows);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FixedClock Clock { get; } = new();

    public ListLogger Logger { get; } = new();

    /// <summary>Of the life that is, or is to come.</summary>
    public ScriptedStore Store { get; set; }

    // The clock runs much faster than the work: only a test that is about a deadline has one.
    public CairnOptions Options { get; } = new() { RecordTimeout = TimeSpan.FromHours(10), StopTimeout = TimeSpan.FromHours(1) };

    public CairnLog Log { get; private set; } = null!; // Opened first of all.

    public string SpoolFolder => folder.File($"spool-{life}");

    public static AuditEvent Event(int number, Guid? id = null) =>
        StandardActions.LoginSucceeded.By(AuditActor.User($"u{number}")) with { Id = id };

    public async Task<RecordingRig> OpenAsync(ILogger? logger = null)
    {
        Options.Clock = Clock;
        Options.BatchDelay = TimeSpan.Zero;
        Log = await CairnLog.OpenAsync(Store, new(folder.File("audit.key"), SpoolFolder), Options, logger ?? Logger);
        return this;
    }

    /// <summary>
    /// Kills the process: its files stay as they are at this moment, the store hears nothing more of it. Then another one starts.
    /// </summary>
    public async Task KillAsync()
    {
        Store.IsDead = true;
        killed.Add(Log);
        var from = SpoolFolder;
        life++;
        Clock.Advance(TimeSpan.FromMilliseconds(1)); // No process starts in the moment in which one died.
        CopyFolder(from, SpoolFolder);
        Store = new(rows);
        await OpenAsync();
    }

    /// <summary>Stops in good order and starts again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        Store = new(rows);
        await OpenAsync();
    }

    public Task StopAsync() => LetPassAsync(Log.DisposeAsync().AsTask());

    /// <summary>Waits until it is so; no time passes.</summary>
    public static async Task SoonAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>
    /// Lets time pass until it is so. The clock stands while a batch is on its way into the store, unless the test
    /// itself holds it up there.
    /// </summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await SoonAsync(() => !Log.IsAtWork || Store.IsHeld);
            Clock.Advance(TimeSpan.FromMilliseconds(50));
            for (var i = 0; i < 10; i++)
            {
                await Task.Yield(); // The drain keeps up with the clock, more or less: no test says how long it may take.
            }
        }
    }

    public Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    public async Task LetPassAsync(Task task)
    {
        await UntilAsync(() => task.IsCompleted);
        await task;
    }

    public async Task<T> LetPassAsync<T>(Task<T> task)
    {
        await UntilAsync(() => task.IsCompleted);
        return await task;
    }

    /// <summary>How many entries a tenant's log has.</summary>
    public int Count(string tenant = LogIdentity.DefaultTenant)
    {
        lock (rows.Lock)
        {
            return rows.Logs.Find(l => l.Identity.Tenant == tenant)?.Entries.Count ?? 0;
        }
    }

    /// <summary>The leaves of a tenant's log; empty without one.</summary>
    public List<Leaf> Leaves(string tenant = LogIdentity.DefaultTenant)
    {
        lock (rows.Lock)
        {
            return rows.Logs.Find(l => l.Identity.Tenant == tenant)?.Entries.Values.Select(e => LeafReader.Parse(e.Leaf.Span)).ToList()
                ?? [];
        }
    }

    /// <summary>Who the applications' events are by, in the order of the log.</summary>
    public List<string?> Actors(string tenant = LogIdentity.DefaultTenant) =>
        [.. Leaves(tenant).Where(l => !l.IsCairns).Select(l => l.Actor.Id)];

    /// <summary>What the log says will never come.</summary>
    public List<DroppedManifest> Dropped(string tenant = LogIdentity.DefaultTenant)
    {
        lock (rows.Lock)
        {
            return [.. rows.Logs.Single(l => l.Identity.Tenant == tenant).Manifests.Values
                .Select(m => Manifest.Parse(m.Json))
                .OfType<DroppedManifest>()];
        }
    }

    public async Task IsIntactAsync(string tenant = LogIdentity.DefaultTenant)
    {
        await using var store = new MemoryStore(rows);
        var log = (await store.ListLogsAsync(Cancel)).Single(l => l.Tenant == tenant);
        var report = await new LogVerifier(store).VerifyAsync(log, new() { Verifier = Log.Signer.Key.VerifierOf(log) }, Cancel);
        Assert.Empty(report.Findings);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Options.StopTimeout = TimeSpan.Zero;
        foreach (var log in killed)
        {
            await LetPassAsync(log.DisposeAsync().AsTask());
        }

        folder.Dispose();
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!); // It is below the folder.
            TryCopy(file, copy);
        }
    }

    // What died here lives on a little and deletes what is done: gone before or after the moment of death is the same to the next one.
    private static void TryCopy(string file, string copy)
    {
        try
        {
            using var source = File.Open(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(copy);
            source.CopyTo(target);
        }
        catch (FileNotFoundException)
        {
        }
    }
}
