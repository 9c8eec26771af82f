namespace Cairn;

/// <summary>
/// The store did not take an event in time. Recording it again with this id is safe at any time: it is in the log once. Its inner exception
/// is a <see cref="TimeoutException"/>, whose inner exception is the store's last failure, where there was one.
/// </summary>
public sealed class AuditTimeoutException : CairnException
{
    internal AuditTimeoutException(Guid id, bool mayStillArrive, string when, Exception? lastFailure)
        : base(Words(id, mayStillArrive, when, lastFailure), new TimeoutException($"{when}.", lastFailure)) =>
        (Id, MayStillArrive) = (id, mayStillArrive);

    /// <summary>The event's id: record it again with this one.</summary>
    public Guid Id { get; }

    /// <summary>
    /// Whether the event may be in the log, now or in a moment, because the answer to a commit was lost or is still to come. If not, it
    /// will never be there unless it is recorded again.
    /// </summary>
    public bool MayStillArrive { get; }

    private static string Words(Guid id, bool mayStillArrive, string when, Exception? lastFailure) =>
        (mayStillArrive
            ? $"Whether the event {id:D} is recorded is not known: {when} before the store answered"
            : $"The event {id:D} was not recorded and will not arrive: {when} before the store took it")
        + (lastFailure is null ? "" : $" ({OneLine(lastFailure.Message)})")
        + ". Record it again with this id when the store is back: it will be in the log once.";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
