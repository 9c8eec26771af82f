using System.Globalization;
using System.Text.Json;
using Cairn.AspNetCore.Endpoints;
using Cairn.AspNetCore.Requests;
using Cairn.Enriching;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Refusals;

/// <summary>Puts a refusal into words: who, what and why.</summary>
internal sealed class RefusalTelling(EndedRequest ended, AuditAction action, RequestNotes? notes, AuditPlan? plan, HttpContext context)
{
    private readonly RefusalNotes why = ended.Request.Refusal;

    public Refusal Refusal(TimeSpan? duration)
    {
        var (facts, outcome) = (ended.Facts, Outcome());
        var target = Target();
        var key = new RefusalKey(
            facts.Tenant.Tenant, action.Name, outcome.Code, facts.Route, facts.Actor.Type, facts.Actor.Id, facts.Address?.ToString(),
            target);
        return new(key, facts.RequestId, () => Event(target, outcome) with { Duration = duration });
    }

    private AuditEvent Event(AuditTarget target, AuditOutcome outcome)
    {
        var e = action.Event() with { Targets = [target], Outcome = outcome, Metadata = [.. Metadata()] };
        e = notes?.AddTo(e with { Targets = [] }) is { Targets.Count: > 0 } told ? told : notes?.AddTo(e) ?? e;
        return ended.Ambient.AddTo(e);
    }

    private AuditOutcome Outcome()
    {
        var end = ended.End;
        if (action == HttpActions.TokenRefused)
        {
            return new(AuditResult.Denied, why.Credentials[^1].Why);
        }

        var code = end.IsDenied || why.Hidden is not { } hidden ? end.Code : hidden.ToString(CultureInfo.InvariantCulture);
        return action == HttpActions.RequestFailed ? end.Outcome() : new(AuditResult.Denied, code, end.Outcome().Error);
    }

    private AuditTarget Target()
    {
        if (notes?.Targets is [var first, ..])
        {
            return first;
        }

        if (plan?.Target?.Fill(new() { Http = context }) is { Id: not null } planned)
        {
            return planned;
        }

        // A route is the host's own word; a path that leads nowhere is the client's, and stands where it can be erased.
        return ended.Facts.Route is { } route
            ? new("route", $"{ended.Facts.Method} {route}")
            : new("path", null, context.Request.Path.Value);
    }

    private IEnumerable<KeyValuePair<string, AuditValue>> Metadata()
    {
        if (plan is not null)
        {
            yield return new("attempted", plan.Action.Name);
        }

        var policies = Policies();
        if (policies.Count > 0)
        {
            yield return new("policies", Json(policies));
        }

        if (why.Authorization is { } failed)
        {
            yield return new("requirements", Json(failed.Requirements));
            if (failed.Reasons.Count > 0)
            {
                yield return new("reasons", Json(failed.Reasons));
            }
        }

        if (why.Credentials.Count > 0)
        {
            yield return new("schemes", Json([.. why.Credentials.Select(c => $"{c.Scheme}: {c.Why}")]));
        }
    }

    private List<string> Policies() =>
        [.. (ended.Request.Endpoint?.Metadata.GetOrderedMetadata<IAuthorizeData>()
            ?? []).Select(d => d.Policy).Append(why.Authorization?.Policy).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static AuditValue Json(IReadOnlyList<string> texts) => AuditValue.From(JsonSerializer.SerializeToElement(texts));
}
