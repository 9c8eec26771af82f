using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cairn.EntityFrameworkCore;

/// <summary>The transaction a save and its outbox rows share: the application's where it has one, else one of the save's own.</summary>
internal sealed class SaveTransaction : IDisposable, IAsyncDisposable
{
    private readonly IRelationalConnection connection;
    private readonly DbContext context;
    private readonly bool hadSavepoints;
    private IDbContextTransaction? own;

    private SaveTransaction(IRelationalConnection connection, DbContext context)
    {
        (this.connection, this.context) = (connection, context);
        hadSavepoints = context.Database.AutoSavepointsEnabled;
    }

    /// <summary>What commands of the save run in; <see langword="null"/>: an ambient one.</summary>
    public DbTransaction? Transaction => connection.CurrentTransaction?.GetDbTransaction();

    public static SaveTransaction Begin(IRelationalConnection connection, DbContext context)
    {
        var transaction = new SaveTransaction(connection, context);
        if (NeedsOwn(connection))
        {
            transaction.Own(connection.BeginTransaction());
        }
        else
        {
            connection.Open();
        }

        return transaction;
    }

    public static async Task<SaveTransaction> BeginAsync(
        IRelationalConnection connection,
        DbContext context,
        CancellationToken cancellationToken)
    {
        var transaction = new SaveTransaction(connection, context);
        if (NeedsOwn(connection))
        {
            transaction.Own(await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false));
        }
        else
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        return transaction;
    }

    public void Complete() => own?.Commit();

    public Task CompleteAsync(CancellationToken cancellationToken) => own?.CommitAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose()
    {
        context.Database.AutoSavepointsEnabled = hadSavepoints;
        if (own is null)
        {
            connection.Close();
        }
        else
        {
            own.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        context.Database.AutoSavepointsEnabled = hadSavepoints;
        if (own is null)
        {
            await connection.CloseAsync().ConfigureAwait(false);
        }
        else
        {
            await own.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static bool NeedsOwn(IRelationalConnection connection) =>
        connection.CurrentTransaction is null && connection is not ITransactionEnlistmentManager { EnlistedTransaction: not null }
            and not ITransactionEnlistmentManager { CurrentAmbientTransaction: not null };

    // Nothing of it stays when the save fails: a savepoint within would be two more round trips.
    private void Own(IDbContextTransaction transaction)
    {
        own = transaction;
        context.Database.AutoSavepointsEnabled = false;
    }
}
