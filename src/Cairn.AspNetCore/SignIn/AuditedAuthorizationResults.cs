using Cairn.AspNetCore.Refusals;
using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.SignIn;

/// <summary>Learns that a policy refused a request, also where the client is sent to a page instead of getting 401 or 403.</summary>
internal sealed class AuditedAuthorizationResults(IAuthorizationMiddlewareResultHandler inner, RequestFlow flow)
    : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || flow.Request is not { } request)
        {
            return inner.HandleAsync(next, context, policy, authorizeResult);
        }

        var refusal = request.Refusal;
        refusal.Authorization ??= FailedAuthorization.Of(null, authorizeResult.AuthorizationFailure, policy.Requirements);
        refusal.Hidden = authorizeResult.Forbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
        return inner.HandleAsync(PassAsync, context, policy, authorizeResult);

        // A host's own handler may let it pass all the same.
        Task PassAsync(HttpContext passed)
        {
            (refusal.Authorization, refusal.Hidden) = (null, null);
            return next(passed);
        }
    }
}
