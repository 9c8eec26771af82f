using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// Sees the statements that change rows without loading them. It keeps nothing itself: what is under way belongs to its command.
/// </summary>
internal sealed class BulkInterceptor : DbCommandInterceptor
{
    private static readonly ConditionalWeakTable<DbCommand, BulkRun> Runs = [];

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        if (CaptureOf(eventData) is { } capture && BulkCapture.Find(capture, command, eventData) is { } statement)
        {
            Begun(command, BulkRun.Begin(capture, statement, command));
        }

        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (CaptureOf(eventData) is { } capture && BulkCapture.Find(capture, command, eventData) is { } statement)
        {
            Begun(command, await BulkRun.BeginAsync(capture, statement, command, cancellationToken).ConfigureAwait(false));
        }

        return result;
    }

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Ended(command)?.Complete(result);
        return result;
    }

    public override async ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default)
    {
        if (Ended(command) is { } run)
        {
            await run.CompleteAsync(result, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result)
    {
        BeginReading(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        BeginReading(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Ended(command)?.CompleteBeside(result.RecordsAffected);
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default)
    {
        Ended(command)?.CompleteBeside(result.RecordsAffected);
        return ValueTask.FromResult(result);
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Ended(command)?.Dispose();

    public override Task CommandFailedAsync(
        DbCommand command,
        CommandErrorEventData eventData,
        CancellationToken cancellationToken = default)
    {
        Ended(command)?.Dispose();
        return Task.CompletedTask;
    }

    public override void CommandCanceled(DbCommand command, CommandEndEventData eventData) => Ended(command)?.Dispose();

    public override Task CommandCanceledAsync(
        DbCommand command,
        CommandEndEventData eventData,
        CancellationToken cancellationToken = default)
    {
        Ended(command)?.Dispose();
        return Task.CompletedTask;
    }

    private static ContextCapture? CaptureOf(CommandEventData data) => data.Context?.GetService<ContextCapture>();

    // A statement that changes rows and returns them: while its rows are read, no other statement can run, so there is
    // no transaction of its own.
    private static void BeginReading(DbCommand command, CommandEventData data)
    {
        if (data.CommandSource == CommandSource.FromSqlQuery
            && CaptureOf(data) is { } capture
            && BulkCapture.Find(capture, command, data) is { } statement)
        {
            Begun(command, BulkRun.Beside(capture, statement, command));
        }
    }

    private static void Begun(DbCommand command, BulkRun run) => Runs.AddOrUpdate(command, run);

    private static BulkRun? Ended(DbCommand command)
    {
        if (!Runs.TryGetValue(command, out var run))
        {
            return null;
        }

        Runs.Remove(command);
        return run;
    }
}
