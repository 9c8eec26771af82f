using Microsoft.AspNetCore.Authorization;

namespace Cairn.Samples.Clubs.Access;

/// <summary>The least role in the club that the route names.</summary>
internal sealed record ClubLevel(ClubRole Least) : IAuthorizationRequirement;

/// <summary>Decides by the claims and the route.</summary>
internal sealed class ClubLevelHandler : AuthorizationHandler<ClubLevel>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ClubLevel requirement)
    {
        var club = (context.Resource as HttpContext)?.GetRouteValue("club") as string;
        if (ClubAccess.RoleOf(context.User, club) >= requirement.Least)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
