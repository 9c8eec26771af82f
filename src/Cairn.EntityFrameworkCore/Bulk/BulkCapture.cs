using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Cairn.EntityFrameworkCore;

/// <summary>Decides about one command whether it is a bulk change that is recorded, and tells it.</summary>
internal static class BulkCapture
{
    /// <summary>The statement; <see langword="null"/>: it is none, or not recorded.</summary>
    /// <exception cref="InvalidOperationException">Such statements are refused here.</exception>
    public static BulkStatement? Find(ContextCapture capture, DbCommand command, CommandEventData data)
    {
        if (capture.Options.BulkChanges == BulkChanges.Ignore
            || data.CommandSource is not (CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete or CommandSource.ExecuteSqlRaw
                or CommandSource.FromSqlQuery))
        {
            return null;
        }

        BulkStatement? found = null;
        capture.Guard(() => found = Audited(capture, BulkStatement.Of(command.CommandText, data.Context?.Database.ProviderName)));
        return found is null || capture.Options.BulkChanges == BulkChanges.Record || capture.BulkReason is not null ? found
            : throw new InvalidOperationException(
                $"A statement that changes rows of {found.Table ?? "a table"} without loading them is refused here (UseCairn, "
                + "BulkChanges.RefuseOutsideScope): "
                + "run it within 'using (context.BeginBulkChanges(\"why\"))', or load the rows and save them.");
    }

    /// <summary>The event of a statement that ran.</summary>
    /// <param name="capture">Whose.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="command">Its parameters.</param>
    /// <param name="rows">How many rows; negative: the database does not say.</param>
    public static AuditEvent Event(ContextCapture capture, BulkStatement statement, DbCommand command, int rows)
    {
        var auditEvent = EntityActions.BulkChanged.On("table", statement.Table).Because(capture.BulkReason)
            .From(new() { OperationId = capture.Operation() });
        auditEvent = rows < 0 ? auditEvent : auditEvent.With("rows", rows);
        return auditEvent.With("statement", statement.Shape).With("parameters", Parameters(command));
    }

    private static BulkStatement? Audited(ContextCapture capture, BulkStatement? statement)
    {
        var entities = statement?.Entities(capture.Context.Model) ?? [];
        return entities.Count == 0 || entities.Any(e => Audits(capture, e)) ? statement : null;
    }

    private static bool Audits(ContextCapture capture, IEntityType type)
    {
        if (EntityPlan.Of(type).Link is { } link)
        {
            return capture.Audits(link.ToOne.PrincipalEntityType) || capture.Audits(link.ToOther.PrincipalEntityType);
        }

        while (type.FindOwnership() is { } ownership)
        {
            type = ownership.PrincipalEntityType;
        }

        return capture.Audits(type);
    }

    // Names and types; the values are masked.
    private static AuditValue Parameters(DbCommand command)
    {
        var json = new StringBuilder("[");
        foreach (DbParameter parameter in command.Parameters)
        {
            json.Append(json.Length > 1 ? "," : "").Append(((AuditValue)$"{parameter.ParameterName} {parameter.DbType}").Json);
        }

        return AuditValue.Trusted(json.Append(']').ToString());
    }
}
