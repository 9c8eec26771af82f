using Cairn.Primitives;
using Microsoft.Extensions.Logging;

namespace Cairn.Outbox;

/// <summary>
/// Moves what is in an outbox into its tenants' logs, round after round. Asks again and again rather than being told: a notification does
/// not come through a connection pooler, and would make the application's commits take turns.
/// </summary>
internal sealed class OutboxRelay : IAsyncDisposable
{
    /// <summary>Beyond it an entry hardly gets cheaper, and what is locked stays locked longer.</summary>
    public const int BatchRows = 1_000;

    /// <summary>Events may be 1 MiB each: a batch stays small in memory and in the transaction.</summary>
    public const long BatchBytes = 4 * 1024 * 1024;

    // With a store that does not answer, each tenant's try may take a time-out.
    private const int MostFailures = 3;

    // How long a move under way may still take when the relay stops.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(5);

    private readonly IOutbox outbox;
    private readonly OutboxMover mover;
    private readonly OutboxTelemetry telemetry;
    private readonly TimeProvider clock;
    private readonly Backoff idle;
    private readonly Backoff away;
    private readonly RestingTenants resting;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource givingUp = new();
    private Task run = Task.CompletedTask;

    // Touched only by the loop.
    private long? measuredAt;
    private int quiet;
    private int failures;

    /// <param name="outbox">What it empties; the relay owns it from here on.</param>
    /// <param name="mover">Moves the rows.</param>
    /// <param name="telemetry">Is told.</param>
    /// <param name="pollInterval">How long an idle relay waits at most before it looks again.</param>
    /// <param name="clock">Measures that.</param>
    /// <param name="random">Spreads it.</param>
    public OutboxRelay(
        IOutbox outbox,
        OutboxMover mover,
        OutboxTelemetry telemetry,
        TimeSpan pollInterval,
        TimeProvider clock,
        RandomFill random)
    {
        (this.outbox, this.mover, this.telemetry, this.clock) = (outbox, mover, telemetry, clock);
        (idle, away) = (new(random, pollInterval), new(random));
        resting = new(clock, away);
    }

    /// <summary>What is wrong now, in one line; <see langword="null"/>: nothing.</summary>
    public string? Trouble => telemetry.Trouble;

    public void Start() => run = Task.Run(RunAsync);

    /// <summary>Stops after the rows under way; the others stay where they are, for the next start or another relay.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await using (clock.CreateTimer(_ => givingUp.Cancel(), null, Grace, Timeout.InfiniteTimeSpan).ConfigureAwait(false))
        {
            await run.ConfigureAwait(false);
        }

        await outbox.DisposeAsync().ConfigureAwait(false);
        telemetry.Dispose();
        stopping.Dispose();
        givingUp.Dispose();
    }

    /// <summary>Moves the oldest rows of the outbox, tenant by tenant, and says how long to wait before the next round.</summary>
    public async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isMoved = await MoveAsync(cancellationToken).ConfigureAwait(false);
            quiet = isMoved ? 0 : quiet + 1;
            await MeasureAsync(isDue: quiet == 1, cancellationToken).ConfigureAwait(false);
            failures = 0;
            if (resting.IsEmpty)
            {
                telemetry.Recovered();
            }

            return isMoved ? TimeSpan.Zero : idle.After(quiet);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.Failed("of all tenants", ++failures, e);
            await TryMeasureAsync(cancellationToken).ConfigureAwait(false);
            return away.After(failures);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                if (await RoundAsync(stopping.Token).ConfigureAwait(false) is { Ticks: > 0 } pause)
                {
                    await Task.Delay(pause, clock, stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Disposal; a driver that is cancelled throws what it likes.
        }
    }

    /// <returns>Whether anything was moved; if not, there is nothing, another relay is at work, or no log takes anything now.</returns>
    private async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        var without = resting.Now;
        var rows = await outbox.ReadAsync(BatchRows, BatchBytes, without, cancellationToken).ConfigureAwait(false);
        if (rows.Count + without.Count == 0)
        {
            resting.Clear(); // Another relay moved what did not go here.
        }

        var (isMoved, stuck) = (false, 0);
        foreach (var group in rows.GroupBy(r => r.Tenant, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // Not cancelled at once: it is short, and what was begun is better ended than looked up later.
                if (!await mover.MoveAsync(group.Key, group, givingUp.Token).ConfigureAwait(false))
                {
                    return false;
                }

                isMoved = true;
                resting.Wake(group.Key);
            }
            catch (Exception e) when (e is not OutboxAwayException)
            {
                telemetry.Failed($"of tenant {group.Key}", resting.Rest(group.Key), e);
                if (++stuck == MostFailures)
                {
                    break;
                }
            }
        }

        return isMoved;
    }

    // The outbox may be there though nothing can be moved: what comes meanwhile is counted.
    private async Task TryMeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MeasureAsync(isDue: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It is away too, as was told.
        }
    }

    private async Task MeasureAsync(bool isDue, CancellationToken cancellationToken)
    {
        if (isDue || measuredAt is not { } last || clock.GetElapsedTime(last) >= MeasureEvery)
        {
            telemetry.Measured(await outbox.MeasureAsync(cancellationToken).ConfigureAwait(false));
            measuredAt = clock.GetTimestamp(); // Now: one that failed is tried again in the next round.
        }
    }
}
