using Cairn.Events;
using Cairn.Intake;

namespace Cairn;

/// <summary>
/// An action under way: what <see cref="IAuditLog.Begin"/> recorded as begun and one of the methods here completes. One that is never
/// completed shows in the log as unfinished, also when the process dies. Its methods never throw and never block; the first one counts,
/// later ones do nothing. Disposing it says that it failed, unless it was completed: <c>using var stopping = audit.Begin(…); …;
/// stopping.Succeed();</c>.
/// </summary>
public sealed class AuditOperation : IDisposable, IAsyncDisposable
{
    private static readonly AuditOutcome NotCompleted =
        new(AuditResult.Failure, "not_completed", "The operation was left without a word on how it ended.");

    private const string DetailsRefused = "details_refused";

    private readonly AuditEvent intent;
    private readonly Func<AuditEvent, bool> complete;
    private int completed;

    private AuditOperation(AuditEvent intent, Func<AuditEvent, bool> complete) => (this.intent, this.complete) = (intent, complete);

    /// <summary>The operation's id, which links its entries: <c>operation_id</c> of their leaves.</summary>
    public string Id => intent.Context.OperationId!; // Set by Begin.

    /// <summary>Says that it was done.</summary>
    /// <param name="changes">
    /// Adds to the event what is known only now: <c>e => e.Change("state", "running", "stopped")</c>. If it throws, or makes an event that
    /// is refused, it adds nothing.
    /// </param>
    public void Succeed(Func<AuditEvent, AuditEvent>? changes = null) => Complete(AuditOutcome.Success, changes);

    /// <summary>Says that it was tried and did not work.</summary>
    /// <param name="error">What went wrong, in words.</param>
    /// <param name="code">A short code.</param>
    public void Fail(string? error = null, string? code = null) => Complete(new(AuditResult.Failure, code, error));

    /// <summary>
    /// Says that it failed with this exception: its type's name is the code, its message the error, masked as all texts are.
    /// </summary>
    public void Fail(Exception exception) => Complete(AuditOutcome.Failure(exception));

    /// <summary>Says that it was not allowed.</summary>
    /// <param name="reason">Why, in words.</param>
    /// <param name="code">A short code.</param>
    public void Deny(string? reason = null, string? code = null) => Complete(new(AuditResult.Denied, code, reason));

    /// <summary>Says that it failed, with the code <c>not_completed</c>, unless one of the other methods was called before.</summary>
    public void Dispose() => Complete(NotCompleted);

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The event that says what begins: unfinished, and with the operation's id, which is its own. Never throws.</summary>
    internal static AuditEvent Intent(AuditEvent? auditEvent, TimeProvider clock)
    {
        auditEvent ??= new() { Action = "" }; // Refused with words, as anything that is no event.
        var id = auditEvent.Id ?? Guid.CreateVersion7(clock.GetUtcNow());
        return auditEvent with
        {
            Id = id,
            Outcome = new(AuditResult.Unfinished),
            Context = (auditEvent.Context ?? AuditContext.None) with { OperationId = id.ToString("N") },
        };
    }

    /// <summary>An operation that was begun.</summary>
    /// <param name="intent">What <see cref="Intent"/> made.</param>
    /// <param name="complete">Records its outcome; says whether it was not refused.</param>
    internal static AuditOperation Begun(AuditEvent intent, Func<AuditEvent, bool> complete) => new(intent, complete);

    /// <summary>Says how it ended, in whatever way.</summary>
    internal void Complete(AuditOutcome outcome, Func<AuditEvent, AuditEvent>? changes = null)
    {
        if (Interlocked.Exchange(ref completed, 1) == 0 && !complete(Outcome(outcome, changes)))
        {
            complete(Bare(intent, outcome.Result)); // What else was told lies in quarantine.
        }
    }

    /// <summary>How an operation ended, and nothing else of what was told at its end: that was refused.</summary>
    internal static AuditEvent Bare(AuditEvent told, AuditResult result) => new()
    {
        Action = told.Action,
        Category = told.Category,
        Actor = told.Actor,
        Targets = told.Targets,
        Context = AuditContext.None with { OperationId = told.Context?.OperationId },
        Outcome = new(result, DetailsRefused, "What else was told at the end was refused and set aside in the spool's quarantine."),
    };

    // Its own id and time: those of the end.
    private AuditEvent Outcome(AuditOutcome outcome, Func<AuditEvent, AuditEvent>? changes)
    {
        var ended = Changed(changes);
        return ended with
        {
            Id = null,
            OccurredAt = null,
            Outcome = outcome,
            Context = (ended.Context ?? AuditContext.None) with { OperationId = Id }
        };
    }

    // What the application adds must not cost the outcome: neither when it throws, nor when it would be refused. What is found out
    // only later costs the rest of what was told, see Complete.
    private AuditEvent Changed(Func<AuditEvent, AuditEvent>? changes)
    {
        try
        {
            var problems = new ProblemList();
            var changed = changes?.Invoke(intent) ?? intent;
            EventRules.Check(FoundingNames.Resolve(changed), problems);
            return problems.Any ? intent : changed;
        }
        catch (Exception)
        {
            return intent;
        }
    }
}
