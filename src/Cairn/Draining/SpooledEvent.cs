using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Recording;
using Cairn.Spooling;
using Cairn.Stores;

namespace Cairn.Draining;

/// <summary>An event out of the spool. What becomes of it is told to the drain; until then its record stays.</summary>
internal sealed class SpooledEvent(SpoolRecord record, AuditEvent auditEvent, RecordCompletion completion) : PendingEvent(auditEvent)
{
    public override string Producer => record.Producer;

    public override long Seq => record.Seq;

    public override int Size => record.Length;

    public override void Complete(LogIdentity log, AppendResult result, bool isTwin)
    {
        if (result.Status == AppendStatus.Conflict)
        {
            completion.SetAside(record, new AuditConflictException(record.Id, result.Index).Message);
        }
        else if (isTwin)
        {
            // The entry that is there has another number, or none: this one will never come.
            completion.Lose(record, DroppedManifest.Duplicate);
        }
        else
        {
            completion.Finish(record);
        }
    }

    public override void Refuse(Exception why) => completion.SetAside(record, why.Message);
}
