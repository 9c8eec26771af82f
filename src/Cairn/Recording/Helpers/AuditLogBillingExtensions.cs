using Cairn.Recording.Helpers;

namespace Cairn;

/// <summary>
/// Records subscriptions and payments, with one call each. None of them throws or blocks: each records as
/// <see cref="IAuditLog.Record"/> does.
/// </summary>
public static class AuditLogBillingExtensions
{
    /// <summary>A subscription began.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">The subscription.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void SubscriptionCreated(
        this IAuditLog audit, AuditTarget target, string? plan = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.SubscriptionCreated.On(target).WithAny("plan", plan), by, add);

    /// <summary>A subscription was cancelled.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">The subscription.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void SubscriptionCancelled(
        this IAuditLog audit, AuditTarget target, string? reason = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.SubscriptionCancelled.On(target).Because(reason), by, add);

    /// <summary>A payment changed its state.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="paymentId">The payment.</param>
    /// <param name="before">The state before; <see langword="null"/>: it is new.</param>
    /// <param name="after">The state after.</param>
    /// <param name="amount">How much.</param>
    /// <param name="currency">Of what: <c>EUR</c>.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void PaymentUpdated(
        this IAuditLog audit,
        string paymentId,
        string? before,
        string? after,
        decimal? amount = null,
        string? currency = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(
            StandardActions.PaymentUpdated.On("payment", paymentId)
                .Change("state", AuditLogHelpers.Side(before), AuditLogHelpers.Side(after))
                .WithAny("amount", amount)
                .WithAny("currency", currency),
            by,
            add);
}
