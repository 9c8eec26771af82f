using Cairn.Samples.Clubs.Access;
using Cairn.Samples.Clubs.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cairn.Samples.Clubs;

/// <summary>What the application is made of. The lines for Cairn are the last ones.</summary>
internal static class ClubsServices
{
    public static void AddClubs(this WebApplicationBuilder builder, string database)
    {
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Services.AddDbContext<ClubsContext>(options => options.UseNpgsql(database).UseCairn());
        builder.Services.AddIdentity<IdentityUser, IdentityRole>()
            .AddEntityFrameworkStores<ClubsContext>()
            .AddDefaultTokenProviders()
            .AddCairn();
        builder.Services.ConfigureApplicationCookie(cookie =>
        {
            // An API answers with a status, not with a page.
            cookie.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
        });
        builder.Services.AddSingleton<IAuthorizationHandler, ClubLevelHandler>();
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy("Members", policy => policy.AddRequirements(new ClubLevel(ClubRole.Member)))
            .AddPolicy("ClubAdmins", policy => policy.AddRequirements(new ClubLevel(ClubRole.ClubAdmin)))
            .AddPolicy("FacilityAdmins", policy => policy.AddRequirements(new ClubLevel(ClubRole.FacilityAdmin)));
        builder.Services.AddHealthChecks().AddCairn();

        builder.Services.AddCairn(cairn => cairn
            .UsePostgres(database)
            .CaptureHttp(http => http.Tenant
                .FromRoute("club")
                .ConfirmedBy((context, club) => ClubAccess.RoleOf(context.User, club) is not ClubRole.None))
            .RelayOutbox<ClubsContext>());
    }

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
