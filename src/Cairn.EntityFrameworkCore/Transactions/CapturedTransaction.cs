using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// EF Core's transaction, which it does everything by; tells the events that wait for it how it ended. Interceptors are not told
/// the names of savepoints.
/// </summary>
internal sealed class CapturedTransaction : IDbContextTransaction, IInfrastructure<DbTransaction>
{
    private readonly DbTransaction transaction;
    private readonly PendingEvents pending;
    private readonly bool isOwned;

    /// <param name="inner">EF Core's.</param>
    /// <param name="isOwned">Whether EF Core began it.</param>
    public CapturedTransaction(IDbContextTransaction inner, bool isOwned)
    {
        (Inner, this.isOwned, transaction) = (inner, isOwned, inner.GetDbTransaction());
        pending = isOwned ? PendingEvents.Watch(transaction) : PendingEvents.Of(transaction);
    }

    public IDbContextTransaction Inner { get; }

    public DbTransaction Instance => Inner.GetDbTransaction();

    /// <summary>What waits for its end.</summary>
    public PendingEvents Pending => pending;

    public Guid TransactionId => Inner.TransactionId;

    public bool SupportsSavepoints => Inner.SupportsSavepoints;

    public void Commit()
    {
        Inner.Commit();
        Ended();
        pending.Committed();
    }

    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        await Inner.CommitAsync(cancellationToken).ConfigureAwait(false);
        Ended();
        pending.Committed();
    }

    public void Rollback()
    {
        Inner.Rollback();
        Ended();
        pending.RolledBack();
    }

    public async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        await Inner.RollbackAsync(cancellationToken).ConfigureAwait(false);
        Ended();
        pending.RolledBack();
    }

    public void CreateSavepoint(string name)
    {
        Inner.CreateSavepoint(name);
        pending.Saved(name);
    }

    public async Task CreateSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        await Inner.CreateSavepointAsync(name, cancellationToken).ConfigureAwait(false);
        pending.Saved(name);
    }

    public void RollbackToSavepoint(string name)
    {
        Inner.RollbackToSavepoint(name);
        pending.RolledBackTo(name);
    }

    public async Task RollbackToSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        await Inner.RollbackToSavepointAsync(name, cancellationToken).ConfigureAwait(false);
        pending.RolledBackTo(name);
    }

    public void ReleaseSavepoint(string name)
    {
        Inner.ReleaseSavepoint(name);
        pending.Released(name);
    }

    public async Task ReleaseSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        await Inner.ReleaseSavepointAsync(name, cancellationToken).ConfigureAwait(false);
        pending.Released(name);
    }

    public void Dispose()
    {
        Inner.Dispose();
        Abandon();
    }

    public async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync().ConfigureAwait(false);
        Abandon();
    }

    /// <summary>What is disposed of without a commit was rolled back; another context's transaction goes on.</summary>
    public void Abandon()
    {
        if (isOwned)
        {
            Ended();
            pending.RolledBack();
        }
    }

    private void Ended() => PendingEvents.Forget(transaction);
}
