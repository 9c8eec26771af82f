using static Cairn.StandardActions;

namespace Cairn.Server.Demo.Scenes;

/// <summary>What every application with people has: signing in and out, and forgotten passwords.</summary>
internal static class SignIn
{
    public static IEnumerable<SceneEvent> InAndOut(Dice dice, string source, IReadOnlyList<AuditActor> people)
    {
        var (person, request) = (dice.Of(people), Session(dice, source));
        yield return SceneEvent.First(LoginSucceeded.By(person).From(request));
        if (dice.Chance(60))
        {
            yield return new(dice.Seconds(600, 14_000), LoggedOut.By(person).From(request));
        }
    }

    public static IEnumerable<SceneEvent> Mistyped(Dice dice, string source, IReadOnlyList<AuditActor> people)
    {
        var (person, request, after) = (dice.Of(people), Session(dice, source), TimeSpan.Zero);
        for (var tries = dice.Between(1, 3); tries > 0; tries--)
        {
            yield return new(after, LoginFailed.By(person).From(request).Failed("wrong password", "401"));
            after += dice.Seconds(5, 40);
        }

        if (dice.Chance(70))
        {
            yield return new(after, LoginSucceeded.By(person).From(request));
        }
    }

    public static IEnumerable<SceneEvent> Forgotten(Dice dice, string source, IReadOnlyList<AuditActor> people)
    {
        var (person, request) = (dice.Of(people), Session(dice, source));
        var target = Cast.AsTarget(person);
        yield return SceneEvent.First(PasswordResetRequested.By(person).From(request).On(target.Type, target.Id, target.Name));
        if (dice.Chance(80))
        {
            yield return new(
                dice.Seconds(60, 900), PasswordResetCompleted.By(person).From(request).On(target.Type, target.Id, target.Name));
        }
    }

    private static AuditContext Session(Dice dice, string source) => dice.Request(source) with { SessionId = "s-" + dice.Hex(12) };
}
