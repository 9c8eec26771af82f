using static Cairn.StandardActions;

namespace Cairn.Server.Demo.Scenes;

/// <summary>Sports clubs: sign-ups, roles, and every refusal of a page.</summary>
internal static class ClubsScenes
{
    private const string Source = "clubs";

    public static IReadOnlyList<Scene> All { get; } =
    [
        new(18, dice => SignIn.InAndOut(dice, Source, Cast.Clubs)),
        new(5, dice => SignIn.Mistyped(dice, Source, Cast.Clubs)),
        new(3, dice => SignIn.Forgotten(dice, Source, Cast.Clubs)),
        new(4, SignUp),
        new(9, Forbidden),
        new(5, Unauthorized),
        new(4, Role),
    ];

    private static IEnumerable<SceneEvent> SignUp(Dice dice)
    {
        var number = dice.Between(100, 999);
        var guest = AuditActor.User($"mb-{number}", $"Example Newcomer {number}") with { Email = $"newcomer{number}@example.com" };
        yield return SceneEvent.First(dice.Chance(80)
            ? SignupSucceeded.By(guest).From(dice.Request(Source))
            : SignupFailed.By(guest).From(dice.Request(Source)).Failed("this address is signed up already", "409"));
    }

    private static IEnumerable<SceneEvent> Forbidden(Dice dice)
    {
        var path = dice.OneOf("/clubs/4/finances", "/clubs/2/members", "/facilities/1/settings", "/clubs/7/bookings/all");
        yield return SceneEvent.First(PermissionDenied.By(Cast.Clubs[dice.Between(2, 5)]).From(dice.Request(Source))
            .On("route", path).Denied($"this page needs the role {dice.OneOf("club_admin", "facility_admin")}", "403"));
    }

    private static IEnumerable<SceneEvent> Unauthorized(Dice dice)
    {
        var path = dice.OneOf("/api/bookings", "/api/members", "/admin");
        yield return SceneEvent.First(
            PermissionDenied.By(new("user")).From(dice.Request(Source)).On("route", path).Denied("the session has ended", "401"));
    }

    private static IEnumerable<SceneEvent> Role(Dice dice)
    {
        var (member, admin) = (dice.Between(100, 999), Cast.Clubs[dice.Between(0, 1)]);
        var (before, after) = dice.OneOf(("member", "coach"), ("coach", "club_admin"), ("coach", "member"));
        yield return SceneEvent.First(RoleChanged.By(admin).From(dice.Request(Source))
            .On("user", $"mb-{member}", $"Example Newcomer {member}").Change("role", before, after)
            .Because(dice.OneOf("voted by the board", "the season begins", "the season is over")));
    }
}
