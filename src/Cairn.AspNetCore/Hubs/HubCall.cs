using System.Security.Claims;
using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.SignalR;

namespace Cairn.AspNetCore.Hubs;

/// <summary>
/// A call of a hub's method. Its connection's request may be long over, or serve many calls at once; what it said when the
/// connection was made counts.
/// </summary>
internal sealed class HubCall(RequestFacts connection, RequestReader reader, HubCallerContext caller, string method) : ISurroundings
{
    /// <summary>The operation, where the method is audited.</summary>
    public string? OperationId { get; set; }

    public RequestFacts Read()
    {
        var user = caller.User ?? new ClaimsPrincipal();
        return connection with
        {
            Actor = reader.Actors.Of(user),
            SessionId = reader.Actors.SessionOf(user) ?? caller.ConnectionId,
            OperationId = OperationId,
            Route = method,
            Method = null,
        };
    }
}
