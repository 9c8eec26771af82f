using Cairn.AspNetCore.Endpoints;
using Cairn.AspNetCore.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Requests;

/// <summary>What is told when a request is over: its endpoint's outcome, that it was refused, or that it failed.</summary>
internal sealed class RequestEnding(
    RequestFlow flow, RefusalFolder folder, AuditPlans plans, HttpCaptureOptions options, CaptureFailures failures, TimeProvider clock)
{
    /// <summary>Never throws.</summary>
    /// <param name="request">The request.</param>
    /// <param name="context">The same, while it is still there.</param>
    /// <param name="isThrown">Whether an exception leaves the application.</param>
    public void End(RequestCapture request, HttpContext context, bool isThrown)
    {
        try
        {
            var end = RequestEnd.Of(context, request.Exception, isThrown, clock.GetElapsedTime(request.Began));
            var facts = request.Freeze();
            flow.Current = null; // What is told from here on has everything in it, and may tell of other requests too.
            Tell(new(request, facts, facts.Shape(options, null), end), context);
        }
        catch (Exception e)
        {
            failures.Tell("the end of a request", e);
        }
    }

    private void Tell(EndedRequest ended, HttpContext context)
    {
        var duration = options.MembersFor(ended.Facts.Tenant.Tenant).Duration ? ended.End.Duration : (TimeSpan?)null;
        if (ended.Request.Run is { } run)
        {
            run.Complete(ended.End.Outcome(), ended.Ambient.Actor, duration);
        }
        else if (Why(ended) is { } action)
        {
            var notes = context.RequestServices?.GetService<RequestNotes>();
            folder.Tell(new RefusalTelling(
                ended, action, notes, plans.Find(ended.Request.Endpoint, context.Request.Method), context).Refusal(duration));
        }
    }

    private AuditAction? Why(EndedRequest ended)
    {
        if (ended.Request.IsRateLimited)
        {
            return StandardActions.RateLimitViolated;
        }

        var refusal = ended.Request.Refusal;
        if (ended.End.IsDenied || refusal.Hidden is not null)
        {
            return ended.End.Status != 403 && refusal.Hidden != 403 && refusal.Credentials.Count > 0
                ? HttpActions.TokenRefused
                : StandardActions.PermissionDenied;
        }

        return options.Exceptions && ended.End.IsBroken ? HttpActions.RequestFailed : null;
    }
}

/// <summary>A request that is over.</summary>
internal sealed record EndedRequest(RequestCapture Request, RequestFacts Facts, AuditAmbient Ambient, RequestEnd End);
