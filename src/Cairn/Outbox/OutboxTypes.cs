using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Recording;
using Cairn.Stores;

namespace Cairn.Outbox;

/// <summary>A row of an outbox as stored: unchecked, whoever wrote it.</summary>
internal sealed record OutboxRow
{
    public required long Position { get; init; }

    public required string Tenant { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>Event JSON in UTF-8; <see langword="null"/> where it is too long to be read.</summary>
    public required ReadOnlyMemory<byte>? Event { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }
}

/// <summary>A row whose event is fit for a log. The relay takes the store's answer itself: nobody is told through the event.</summary>
internal sealed class OutboxEvent(long position, AuditEvent auditEvent) : PendingEvent(auditEvent)
{
    public long Position => position;

    public override void Complete(LogIdentity log, AppendResult result, bool isTwin)
    {
    }

    public override void Refuse(Exception why)
    {
    }
}

/// <summary>A row whose event the log never takes, and why, in one line.</summary>
internal readonly record struct OutboxRefusal(long Position, string Reason)
{
    private const int MostReason = 1_000;

    /// <summary>What is refused may be quoted in the reason, and be hostile: it is made one short line.</summary>
    public static OutboxRefusal Of(long position, Exception why) =>
        new(position, string.Concat(why.Message.Take(MostReason).Select(c => Grammar.IsLine([c]) ? c : ' ')));
}

/// <summary>What is in an outbox.</summary>
/// <param name="Pending">Rows that wait; counted up to a limit.</param>
/// <param name="Lag">How long the oldest of them has waited, by the database's clock.</param>
/// <param name="SetAside">Rows the log refused.</param>
internal readonly record struct OutboxBacklog(long Pending, TimeSpan Lag, long SetAside);
