using System.Security.Claims;
using Cairn.AspNetCore.Refusals;
using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Authorization;

namespace Cairn.AspNetCore.SignIn;

/// <summary>Learns which requirements were not met, wherever the host asks: middleware, filters, or the code of an endpoint.</summary>
internal sealed class AuditedAuthorization(IAuthorizationService inner, RequestFlow flow) : IAuthorizationService
{
    public async Task<AuthorizationResult> AuthorizeAsync(
        ClaimsPrincipal user,
        object? resource,
        IEnumerable<IAuthorizationRequirement> requirements)
    {
        var result = await inner.AuthorizeAsync(user, resource, requirements).ConfigureAwait(false);
        Note(result, null, requirements);
        return result;
    }

    public async Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, string policyName)
    {
        var result = await inner.AuthorizeAsync(user, resource, policyName).ConfigureAwait(false);
        Note(result, policyName, []);
        return result;
    }

    private void Note(AuthorizationResult result, string? policy, IEnumerable<IAuthorizationRequirement> asked)
    {
        if (!result.Succeeded && flow.Request is { } request)
        {
            request.Refusal.Authorization = FailedAuthorization.Of(policy, result.Failure, asked);
        }
    }
}
