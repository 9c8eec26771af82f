using System.Security.Claims;
using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Components.Authorization;

namespace Cairn.AspNetCore.Circuits;

/// <summary>A Blazor circuit: who is signed in there is what its authentication state says, not the request that began it.</summary>
internal sealed class CircuitSurroundings(string circuit, RequestReader reader, Task<AuthenticationState>? state) : ISurroundings
{
    public RequestFacts Read()
    {
        // A state that is not known yet names nobody; it is not waited for.
        var user = state is { IsCompletedSuccessfully: true } known ? known.Result.User : new ClaimsPrincipal();
        return new()
        {
            Actor = reader.Actors.Of(user),
            Tenant = reader.TenantOf(user),
            SessionId = reader.Actors.SessionOf(user) ?? circuit,
            Route = "circuit"
        };
    }
}
