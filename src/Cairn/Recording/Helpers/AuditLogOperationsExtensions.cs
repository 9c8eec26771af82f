using Cairn.Recording.Helpers;

namespace Cairn;

/// <summary>
/// Records running things, with one call each. None of them throws or blocks: each records as
/// <see cref="IAuditLog.Record"/> does.
/// </summary>
public static class AuditLogOperationsExtensions
{
    /// <summary>
    /// A container was started. Where the answer takes its time, use <c>audit.Begin(StandardActions.ContainerStarted.On("container",
    /// id))</c>.
    /// </summary>
    /// <param name="audit">The log.</param>
    /// <param name="containerId">The container.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void ContainerStarted(
        this IAuditLog audit, string containerId, string? reason = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.ContainerStarted.On("container", containerId).Because(reason), by, add);

    /// <summary>
    /// A container was stopped. Where the answer takes its time, use <c>audit.Begin(StandardActions.ContainerStopped.On("container",
    /// id))</c>.
    /// </summary>
    /// <param name="audit">The log.</param>
    /// <param name="containerId">The container.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void ContainerStopped(
        this IAuditLog audit, string containerId, string? reason = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.ContainerStopped.On("container", containerId).Because(reason), by, add);

    /// <summary>
    /// A container was restarted. Where the answer takes its time, use <c>audit.Begin(StandardActions.ContainerRestarted.On("container",
    /// id))</c>.
    /// </summary>
    /// <param name="audit">The log.</param>
    /// <param name="containerId">The container.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void ContainerRestarted(
        this IAuditLog audit, string containerId, string? reason = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.ContainerRestarted.On("container", containerId).Because(reason), by, add);

    /// <summary>
    /// A container was deleted. Where the answer takes its time, use <c>audit.Begin(StandardActions.ContainerDeleted.On("container",
    /// id))</c>.
    /// </summary>
    /// <param name="audit">The log.</param>
    /// <param name="containerId">The container.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void ContainerDeleted(
        this IAuditLog audit, string containerId, string? reason = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.ContainerDeleted.On("container", containerId).Because(reason), by, add);

    /// <summary>A cost threshold was crossed.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">Whose cost: a user, a workspace, a model.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="actual">The cost.</param>
    /// <param name="period">In what time: <c>2026-11</c>, <c>day</c>.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void CostThresholdBreached(
        this IAuditLog audit,
        AuditTarget target,
        decimal threshold,
        decimal actual,
        string period,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(
            StandardActions.CostThresholdBreached.On(target)
                .With("threshold", threshold)
                .With("actual", actual)
                .With("period", period),
            by,
            add);

    /// <summary>A circuit breaker changed its state.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="name">Which one.</param>
    /// <param name="before">The state before.</param>
    /// <param name="after">The state after: <c>open</c>.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void CircuitBreakerChanged(
        this IAuditLog audit,
        string name,
        string? before,
        string? after,
        string? reason = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(
            StandardActions.CircuitBreakerChanged.On("circuit_breaker", name)
                .Change("state", AuditLogHelpers.Side(before), AuditLogHelpers.Side(after))
                .Because(reason),
            by,
            add);
}
