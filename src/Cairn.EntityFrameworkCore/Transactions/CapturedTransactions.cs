using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Transactions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using IsolationLevel = System.Data.IsolationLevel;

namespace Cairn.EntityFrameworkCore;

/// <summary>What <c>context.Database</c> begins transactions by: the connection does, and gets them watched.</summary>
internal sealed class CapturedTransactions(IRelationalConnection connection)
    : IRelationalTransactionManager, ITransactionEnlistmentManager, IDisposable
{
    private CapturedTransaction? current;

    public IDbContextTransaction? CurrentTransaction => Wrapped(connection.CurrentTransaction, isOwned: false);

    public Transaction? EnlistedTransaction => (connection as ITransactionEnlistmentManager)?.EnlistedTransaction;

    public Transaction? CurrentAmbientTransaction => (connection as ITransactionEnlistmentManager)?.CurrentAmbientTransaction;

    public IDbContextTransaction BeginTransaction() => Wrapped(connection.BeginTransaction(), isOwned: true);

    public async Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken = default) =>
        Wrapped(await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false), isOwned: true);

    public IDbContextTransaction BeginTransaction(IsolationLevel isolationLevel) =>
        Wrapped(connection.BeginTransaction(isolationLevel), isOwned: true);

    public async Task<IDbContextTransaction> BeginTransactionAsync(
        IsolationLevel isolationLevel,
        CancellationToken cancellationToken = default) =>
        Wrapped(await connection.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false), isOwned: true);

    public IDbContextTransaction? UseTransaction(DbTransaction? transaction) =>
        Wrapped(connection.UseTransaction(transaction), isOwned: false);

    public IDbContextTransaction? UseTransaction(DbTransaction? transaction, Guid transactionId) =>
        Wrapped(connection.UseTransaction(transaction, transactionId), isOwned: false);

    public async Task<IDbContextTransaction?> UseTransactionAsync(
        DbTransaction? transaction,
        CancellationToken cancellationToken = default) =>
        Wrapped(await connection.UseTransactionAsync(transaction, cancellationToken).ConfigureAwait(false), isOwned: false);

    public async Task<IDbContextTransaction?> UseTransactionAsync(
        DbTransaction? transaction,
        Guid transactionId,
        CancellationToken cancellationToken = default) =>
        Wrapped(await connection.UseTransactionAsync(transaction, transactionId, cancellationToken).ConfigureAwait(false), isOwned: false);

    public void CommitTransaction() => Current().Commit();

    public Task CommitTransactionAsync(CancellationToken cancellationToken = default) => Current().CommitAsync(cancellationToken);

    public void RollbackTransaction() => Current().Rollback();

    public Task RollbackTransactionAsync(CancellationToken cancellationToken = default) => Current().RollbackAsync(cancellationToken);

    // As EF Core asks for it.
    public void EnlistTransaction(Transaction? transaction) => ((ITransactionEnlistmentManager)connection).EnlistTransaction(transaction);

    public void ResetState()
    {
        Dispose();
        connection.ResetState();
    }

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        Dispose();
        return connection.ResetStateAsync(cancellationToken);
    }

    /// <summary>The context is done with, and the transaction it left open with it.</summary>
    public void Dispose()
    {
        current?.Abandon();
        current = null;
    }

    // Without one, the connection's own words say so.
    private IDbContextTransaction Current()
    {
        if (CurrentTransaction is { } transaction)
        {
            return transaction;
        }

        connection.CommitTransaction();
        throw new InvalidOperationException("There is no transaction.");
    }

    [return: NotNullIfNotNull(nameof(inner))]
    private CapturedTransaction? Wrapped(IDbContextTransaction? inner, bool isOwned)
    {
        if (inner is null)
        {
            return current = null;
        }

        return current is { } same && ReferenceEquals(same.Inner, inner) ? same : current = new(inner, isOwned);
    }
}
