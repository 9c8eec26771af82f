using System.Security.Claims;

namespace Cairn.Samples.Containers;

/// <summary>What people and agents call.</summary>
internal static class Routes
{
    private static readonly Dictionary<string, AuditAction> Actions = new()
    {
        ["start"] = StandardActions.ContainerStarted,
        ["stop"] = StandardActions.ContainerStopped,
        ["restart"] = StandardActions.ContainerRestarted,
        ["delete"] = StandardActions.ContainerDeleted,
    };

    /// <summary>Maps what people ask for: <c>POST /api/organizations/{organization}/containers/{id}/{verb}</c>.</summary>
    public static IEndpointConventionBuilder MapContainers(this IEndpointRouteBuilder app) => app.MapPost(
        $"/api/organizations/{{organization}}/containers/{{id}}/{{verb:regex(^({string.Join('|', Actions.Keys)})$)}}",
        ActAsync);

    /// <summary>Maps where agents connect: <c>/agents/{organization}</c>.</summary>
    public static IEndpointConventionBuilder MapAgents(this IEndpointRouteBuilder app) => app.Map("/agents/{organization}", ListenAsync);

    private static async Task<IResult> ActAsync(
        string organization, string id, string verb, ActionRequest request, HttpContext context, IAuditLog audit, IAuditScope scope,
            Relay relay)
    {
        if (!(IsOf(context.User, organization) && (context.User.IsInRole("operator") || context.User.IsInRole("admin"))))
        {
            scope.Target("container", id).Because(request.Reason).With("attempted", verb); // The refusal itself is recorded by UseCairn.
            return Results.Forbid();
        }

        // The log has it before the agent has: should this process die now, it stays there as unfinished.
        var operation = audit.Begin(Actions[verb].On("container", id).On("organization", organization).Because(request.Reason));
        var answer = await relay.SendAsync(organization, new(operation.Id, verb, id), operation, context.RequestAborted);
        return answer switch
        {
            null => Results.Json(new ActionResult(operation.Id, "UNFINISHED", "The agent has not answered yet."), statusCode: 504),
            { Error: null } => Results.Ok(new ActionResult(operation.Id, "SUCCESS")),
            _ => Results.Json(new ActionResult(operation.Id, "FAILURE", answer.Error), statusCode: 502),
        };
    }

    private static async Task ListenAsync(string organization, HttpContext context, Relay relay, IHostApplicationLifetime host)
    {
        if (!context.WebSockets.IsWebSocketRequest || !IsOf(context.User, organization))
        {
            context.Response.StatusCode = context.WebSockets.IsWebSocketRequest ? 403 : 400;
            return;
        }

        using var line = new AgentLine(await context.WebSockets.AcceptWebSocketAsync());
        await relay.ListenAsync(organization, line, host.ApplicationStopping);
    }

    private static bool IsOf(ClaimsPrincipal user, string organization) => user.HasClaim("organization", organization);
}
