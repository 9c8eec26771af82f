using Cairn.Entries;
using Cairn.Recording;
using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Outbox;

/// <summary>
/// Moves rows of one tenant from an outbox into its log, in order; what the log refuses for good is set aside, and nothing waits for it.
/// </summary>
/// <param name="outbox">Where they are.</param>
/// <param name="intake">Makes events of rows.</param>
/// <param name="logs">The log of each tenant.</param>
/// <param name="sealer">Makes entries of events.</param>
/// <param name="signing">Told of each log that grew; <see langword="null"/>: another host signs.</param>
/// <param name="telemetry">Told of what became of rows.</param>
internal sealed class OutboxMover(
    IOutbox outbox,
    OutboxIntake intake,
    LogBook logs,
    BatchSealer sealer,
    SignerLoop? signing,
    OutboxTelemetry telemetry)
{
    /// <returns>Whether this is the relay at work; <see langword="false"/>: another one is.</returns>
    public async Task<bool> MoveAsync(string tenant, IEnumerable<OutboxRow> rows, CancellationToken cancellationToken)
    {
        var (events, refused) = (new List<OutboxEvent>(), new List<OutboxRefusal>());
        foreach (var row in rows)
        {
            try
            {
                events.Add(new(row.Position, intake.Take(row)));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Reading a row only computes: what fails once fails always, and must not hold up the rows behind it.
                refused.Add(OutboxRefusal.Of(row.Position, e));
            }
        }

        return (refused.Count == 0 || await SetAsideAsync(refused, cancellationToken).ConfigureAwait(false))
            && (events.Count == 0 || await MoveAsync(
                await logs.OpenAsync(tenant, cancellationToken).ConfigureAwait(false), events, cancellationToken).ConfigureAwait(false));
    }

    private async Task<bool> MoveAsync(LogIdentity log, List<OutboxEvent> events, CancellationToken cancellationToken)
    {
        var parts = new BatchParts(new(log, events, null), sealer);
        while (parts.Next() is { } part)
        {
            try
            {
                if (!await MoveWholeAsync(part, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
            catch (Exception e) when (e is SubjectRaceException or EntryRefusedException)
            {
                if (parts.PutBack(part, e))
                {
                    continue;
                }

                if (e is not EntryRefusedException)
                {
                    throw;
                }

                if (!await SetAsideAsync([OutboxRefusal.Of(PositionOf(part.Events[0]), e)], cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private async Task<bool> MoveWholeAsync(SealedBatch part, CancellationToken cancellationToken)
    {
        // Before the move begins: it holds locks.
        var batch = await sealer.SealAsync(part.Unsealed, cancellationToken).ConfigureAwait(false);
        return await WithinAsync([.. batch.Events.Select(PositionOf)], move => MoveAsync(move, batch, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task MoveAsync(IOutboxMove move, SealedBatch batch, CancellationToken cancellationToken)
    {
        List<(long Position, SealedEntry Entry)> here =
            [.. batch.Events.Select(PositionOf).Zip(batch.Entries!).Where(e => move.Positions.Contains(e.First))]; // Just sealed.
        if (here.Count == 0)
        {
            return; // Another relay was quicker.
        }

        var results = await move.AppendAsync(
            batch.Log, [.. here.Select(e => e.Entry)], batch.People, cancellationToken).ConfigureAwait(false);
        var (moved, refused) = (new List<long>(here.Count), new List<OutboxRefusal>());
        for (var i = 0; i < here.Count; i++)
        {
            if (results[i].Status == AppendStatus.Conflict)
            {
                refused.Add(OutboxRefusal.Of(here[i].Position, new AuditConflictException(here[i].Entry.Leaf.Id, results[i].Index)));
            }
            else
            {
                moved.Add(here[i].Position);
            }
        }

        try
        {
            await move.CompleteAsync(moved, refused, cancellationToken).ConfigureAwait(false);
            sealer.Committed(batch.Log, [.. here.Select(e => e.Entry)], results, batch.People);
        }
        finally
        {
            signing?.Grew(batch.Log); // Failed or not: the log may have grown, and the answer been lost.
        }

        telemetry.Moved(moved.Count);
        telemetry.SetAside(refused);
    }

    private static long PositionOf(PendingEvent moved) => ((OutboxEvent)moved).Position; // Every batch here is of rows.

    private Task<bool> SetAsideAsync(List<OutboxRefusal> refused, CancellationToken cancellationToken) => WithinAsync(
        [.. refused.Select(r => r.Position)],
        async move =>
        {
            List<OutboxRefusal> here = [.. refused.Where(r => move.Positions.Contains(r.Position))];
            await OutboxAwayException.Guard(() => move.CompleteAsync([], here, cancellationToken)).ConfigureAwait(false);
            telemetry.SetAside(here);
        },
        cancellationToken);

    private async Task<bool> WithinAsync(IReadOnlyList<long> positions, Func<IOutboxMove, Task> work, CancellationToken cancellationToken)
    {
        IOutboxMove? move = null;
        await OutboxAwayException.Guard(
            async () => move = await outbox.BeginAsync(positions, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (move is null)
        {
            return false;
        }

        await using (move.ConfigureAwait(false))
        {
            await work(move).ConfigureAwait(false);
        }

        return true;
    }
}
