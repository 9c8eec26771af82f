using Cairn.Entries;
using Cairn.Outbox;
using Cairn.Stores;
using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// A move under a lease. No transaction is open while the log is written, so that a log that is away never holds a lock in the
/// application's database; the rows go when the log has them. What lies between is a replay, known by the event's id.
/// </summary>
internal sealed class LeasedMove(OutboxContext context, string name, ModelOutbox.Append append, TimeProvider clock) : IOutboxMove
{
    // A relay that died holds the others up for so long; a log takes a batch in far less.
    private static readonly TimeSpan Term = TimeSpan.FromMinutes(1);

    private readonly Guid holder = Guid.NewGuid();
    private bool isHeld;

    public IReadOnlySet<long> Positions { get; private set; } = new HashSet<long>();

    /// <summary>Takes the lease and looks which rows are there; <see langword="false"/>: another relay has it.</summary>
    public async Task<bool> TryBeginAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken)
    {
        var (now, asked) = (clock.GetUtcNow().UtcDateTime, positions.ToArray());
        isHeld = await SetAsync(ModelOutboxQueries.Free(context, now), now + Term, cancellationToken).ConfigureAwait(false) == 1;
        if (!isHeld)
        {
            return await IsMissingAsync(cancellationToken).ConfigureAwait(false)
                ? throw new CairnStoreException(
                    $"The lease of the outbox {name} is missing: have the application's migrations insert its row, as AddCairnOutbox says.")
                : false;
        }

        Positions = (await ModelOutboxQueries.Here(context, asked)
            .Select(r => r.Position)
            .ToListAsync(cancellationToken).ConfigureAwait(false)).ToHashSet();
        return true;
    }

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken) =>
        append(log, entries, people, cancellationToken);

    public async ValueTask CompleteAsync(
        IReadOnlyList<long> moved,
        IReadOnlyList<OutboxRefusal> refused,
        CancellationToken cancellationToken)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Also a lock: a relay that takes the lease now waits for this commit.
            if (await SetAsync(ModelOutboxQueries.Mine(context, holder), DateTime.UnixEpoch, cancellationToken).ConfigureAwait(false) != 1)
            {
                isHeld = false;
                throw new CairnStoreException($"The lease of the outbox {name} ran out while rows were moved: they are read again.");
            }

            await RemoveAsync(moved.ToArray(), cancellationToken).ConfigureAwait(false);
            foreach (var refusal in refused)
            {
                await SetAsideAsync(refusal, cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            isHeld = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (isHeld)
            {
                await SetAsync(ModelOutboxQueries.Mine(context, holder), DateTime.UnixEpoch, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // The database is away: the lease runs out by itself.
        }
        finally
        {
            await context.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task<int> SetAsync(IQueryable<CairnOutboxLease> lease, DateTime until, CancellationToken cancellationToken) =>
        ModelOutboxQueries.LeaseAsync(lease, holder, until, cancellationToken);

    private async Task<bool> IsMissingAsync(CancellationToken cancellationToken) =>
        !await context.Leases.AnyAsync(cancellationToken).ConfigureAwait(false);

    private async Task RemoveAsync(long[] moved, CancellationToken cancellationToken)
    {
        if (moved.Length > 0
            && await ModelOutboxQueries.RemoveAsync(context, moved, cancellationToken).ConfigureAwait(false) != moved.Length)
        {
            throw Changed();
        }
    }

    private async Task SetAsideAsync(OutboxRefusal refusal, CancellationToken cancellationToken)
    {
        if (await ModelOutboxQueries.SetAsideAsync(
            context, refusal, clock.GetUtcNow().UtcDateTime, cancellationToken).ConfigureAwait(false) != 1)
        {
            throw Changed();
        }
    }

    private CairnStoreException Changed() => new($"Somebody changed rows of the outbox {name} while they were moved: they are read again.");
}
