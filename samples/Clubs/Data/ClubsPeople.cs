using System.Security.Claims;
using Cairn.Samples.Clubs.Access;
using Microsoft.AspNetCore.Identity;

namespace Cairn.Samples.Clubs.Data;

/// <summary>The first people, and each club's log.</summary>
internal static class ClubsPeople
{
    public const string Password = "Change-me-1";

    private static readonly (string Email, string Claim, string Value)[] First =
    [
        ("member@north.example", ClubAccess.MemberOf, "north"),
        ("admin@north.example", ClubAccess.AdminOf, "north"),
        ("admin@south.example", ClubAccess.AdminOf, "south"),
        ("admin@harbour.example", ClubAccess.AdminOf, "harbour"),
        ("facility@west-park.example", ClubAccess.FacilityAdminOf, "west-park"),
    ];

    public static async Task PrepareAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        if (await users.FindByNameAsync(First[0].Email) is not null)
        {
            return;
        }

        foreach (var (email, claim, value) in First)
        {
            var user = new IdentityUser(email) { Email = email };
            await users.CreateAsync(user, Password);
            await users.AddClaimAsync(user, new Claim(claim, value));
        }

        // No request begins a log: taking a club on does.
        var audit = services.GetRequiredService<IAuditLog>();
        foreach (var club in ClubAccess.Facilities.Keys)
        {
            audit.ForTenant(club).Record(ClubActions.ClubOpened.On("club", club));
        }
    }
}
