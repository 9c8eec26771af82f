using Cairn.Hosting;
using Cairn.Signing;
using Cairn.Spooling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cairn.Tests;

/// <summary>What a health check says of a log.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();

    public async ValueTask InitializeAsync() => await rig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task A_log_that_commits_is_healthy()
    {
        await rig.Log.RecordAsync(RecordingRig.Event(1), RecordingRig.Cancel);
        var result = await CheckAsync();
        Assert.Equal((HealthStatus.Healthy, 0L), (result.Status, result.Data["dropped"]));
    }

    [Fact]
    public async Task A_signing_key_beside_its_database_is_named_for_what_it_is_and_is_no_fault()
    {
        var result = await CheckAsync();
        Assert.Equal((HealthStatus.Healthy, true), (result.Status, result.Data["key_beside_store"]));
        Assert.Contains("its signing key lies beside its database", result.Description, StringComparison.Ordinal);

        await using var apart = new RecordingRig();
        apart.Options.KeyFile = Path.Combine(Directory.CreateDirectory(apart.SpoolFolder + "-keys").FullName, "audit.key");
        await apart.OpenAsync();
        Assert.False(apart.Log.Connection.KeyLiesBesideStore);
    }

    [Fact]
    public async Task A_store_that_is_away_is_a_hiccup_and_after_a_minute_an_alarm()
    {
        rig.Store.OnAppend = (_, _, _) => throw new IOException("Nobody answers.");
        rig.Log.Record(RecordingRig.Event(1));
        await RecordingRig.SoonAsync(() => rig.Log.Health().Troubles.Count == 1);
        var hiccup = await CheckAsync();
        Assert.Equal(HealthStatus.Degraded, hiccup.Status);
        Assert.Contains("Nobody answers.", hiccup.Description, StringComparison.Ordinal);

        rig.Clock.Advance(LogHealth.Longest);
        var alarm = await CheckAsync(HealthStatus.Unhealthy);
        Assert.Equal(HealthStatus.Unhealthy, alarm.Status);
        Assert.Contains("has waited in the spool for 60 s", alarm.Description, StringComparison.Ordinal);

        rig.Store.OnAppend = (_, _, _) => Task.CompletedTask;
        await rig.UntilAsync(() => rig.Log.Health() is { Troubles.Count: 0, OldestAge.Ticks: 0 });
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task A_store_that_is_away_for_long_takes_no_application_out_of_its_load_balancer_unless_it_asks_for_that()
    {
        rig.Store.OnAppend = (_, _, _) => throw new IOException("Nobody answers.");
        rig.Log.Record(RecordingRig.Event(1));
        await RecordingRig.SoonAsync(() => rig.Log.Health().Troubles.Count == 1);
        rig.Clock.Advance(LogHealth.Longest);
        Assert.True(rig.Log.Health().IsFailing);
        Assert.Equal(HealthStatus.Degraded, (await ReportAsync(_ => { })).Status);
        Assert.Equal(HealthStatus.Unhealthy, (await ReportAsync(checks => checks.AddCairn("strict", HealthStatus.Unhealthy))).Status);
    }

    [Theory]
    [InlineData(4, 0, false)]
    [InlineData(5, 1, false)]
    [InlineData(60, 1, true)]
    public void A_store_that_falls_silent_is_not_called_healthy(int seconds, int words, bool isFailing)
    {
        var health = new LogHealth([], [], TimeSpan.Zero, 0, 0) { UnderWay = ("acme", TimeSpan.FromSeconds(seconds)) };
        Assert.Equal((words, isFailing), (health.Words().Count, health.IsFailing));
    }

    [Fact]
    public async Task A_log_that_cannot_be_opened_is_degraded_too()
    {
        await using var services = Services(
            new CairnHost(() => Task.FromException<CairnLog>(new CairnStoreException("The key is missing."))), null);
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(RecordingRig.Cancel);
        Assert.Equal(HealthStatus.Degraded, report.Status);
    }

    [Fact]
    public async Task What_is_in_quarantine_is_said_until_it_was_dealt_with()
    {
        rig.Log.Record(new AuditEvent { Action = "none" });
        rig.Log.Spool!.Spool.Append("default", SpoolKind.Event, Guid.CreateVersion7(), "nonsense"u8); // It is open.
        await RecordingRig.SoonAsync(() => rig.Log.Health().Quarantined == 2);
        var result = await CheckAsync();
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains("2 events or pieces lie in quarantine: cairn spool list shows them", result.Description, StringComparison.Ordinal);

        foreach (var item in rig.Log.Spool!.Spool.Quarantine.List()) // Open.
        {
            Assert.True(rig.Log.Spool!.Spool.Quarantine.Remove(item.Name)); // Open.
        }

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task A_log_that_is_not_signed_is_an_alarm()
    {
        await rig.Log.RecordAsync(RecordingRig.Event(1), RecordingRig.Cancel);
        await rig.UntilAsync(() => !SignerMemory.Of(rig.Log.Signer.Key.Path).IsEmpty);
        Directory.Delete(SignerMemory.Of(rig.Log.Signer.Key.Path).Folder, recursive: true);
        await rig.Log.RecordAsync(RecordingRig.Event(2), RecordingRig.Cancel);
        await rig.UntilAsync(() => rig.Log.Health().Unsigned.Count == 1);
        var result = await CheckAsync(HealthStatus.Unhealthy);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("not signed any more", result.Description, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "CLUBS-6")]
    public async Task A_guard_that_is_missing_is_said_within_a_minute_and_no_longer_than_that()
    {
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
        rig.Store.Flaws =
            () => [new("trigger entries.refuse_delete", null, "is missing"), new("table tiles", null, "is not as Cairn makes it")];
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status); // It looked a moment ago.

        rig.Clock.Advance(GuardWatch.Every);
        var result = await CheckAsync();
        Assert.Equal((HealthStatus.Degraded, 2), (result.Status, result.Data["missing_guards"]));
        Assert.Contains(
            "the log is not immutable: trigger entries.refuse_delete is missing (and 1 more such); run cairn doctor",
            result.Description,
            StringComparison.Ordinal);

        rig.Store.Flaws = () => throw new IOException("Nobody answers.");
        rig.Clock.Advance(GuardWatch.Every);
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync()).Status); // What was known stands.

        rig.Store.Flaws = () => [];
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync()).Status); // A store in trouble is not asked again at once.
        rig.Clock.Advance(GuardWatch.Pause);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task A_look_at_the_guards_that_hangs_is_given_up_and_stopped()
    {
        var stopped = new TaskCompletionSource();
        rig.Store.Looking = cancellationToken =>
        {
            cancellationToken.Register(stopped.SetResult);
            return stopped.Task;
        };
        rig.Clock.Advance(GuardWatch.Every);
        var check = CheckAsync();
        await rig.UntilAsync(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            return check.IsCompleted;
        });
        await stopped.Task;
    }

    [Fact]
    [Trait("Requirement", "CLUBS-6")]
    public async Task A_guard_that_is_missing_at_the_start_is_logged()
    {
        await using var late = new RecordingRig();
        late.Store.Flaws = () => [new("trigger entries.refuse_delete", null, "is missing")];
        await late.OpenAsync();
        Assert.Contains(
            late.Logger.Lines,
            l => l.Contains("the log is not immutable, trigger entries.refuse_delete is missing", StringComparison.Ordinal));
    }

    private async Task<HealthCheckResult> CheckAsync(HealthStatus? failureStatus = null)
    {
        await using var services = Services(new(() => Task.FromResult(rig.Log)), checks => checks.AddCairn(failureStatus: failureStatus));
        var registration = Assert.Single(services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations);
        var check = registration.Factory(services);
        return await check.CheckHealthAsync(new() { Registration = registration }, RecordingRig.Cancel);
    }

    // As MapHealthChecks asks: all checks together.
    private async Task<HealthReport> ReportAsync(Action<IHealthChecksBuilder> more)
    {
        await using var services = Services(new(() => Task.FromResult(rig.Log)), checks => more(checks.AddCairn()));
        return await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(RecordingRig.Cancel);
    }

    private static ServiceProvider Services(CairnHost host, Action<IHealthChecksBuilder>? checks)
    {
        var services = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(host);
        (checks ?? (c => c.AddCairn()))(services.AddHealthChecks());
        return services.BuildServiceProvider();
    }
}
