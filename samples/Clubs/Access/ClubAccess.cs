using System.Security.Claims;

namespace Cairn.Samples.Clubs.Access;

/// <summary>Who may do what, by the claims of whoever is signed in.</summary>
internal static class ClubAccess
{
    public const string MemberOf = "club";
    public const string AdminOf = "club_admin";
    public const string FacilityAdminOf = "facility_admin";

    /// <summary>Each club, and the facility it is at.</summary>
    public static readonly IReadOnlyDictionary<string, string> Facilities = new Dictionary<string, string>
    {
        ["north"] = "west-park",
        ["south"] = "west-park",
        ["harbour"] = "docks",
    };

    public static ClubRole RoleOf(ClaimsPrincipal user, string? club) =>
        club is null || !Facilities.TryGetValue(club, out var facility) ? ClubRole.None
        : user.HasClaim(FacilityAdminOf, facility) ? ClubRole.FacilityAdmin
        : user.HasClaim(AdminOf, club) ? ClubRole.ClubAdmin
        : user.HasClaim(MemberOf, club) ? ClubRole.Member
        : ClubRole.None;
}
