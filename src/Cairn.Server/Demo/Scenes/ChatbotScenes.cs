using static Cairn.StandardActions;

namespace Cairn.Server.Demo.Scenes;

/// <summary>A chat bot whose users are phone numbers: roles, the whitelist, limits, costs, circuit breakers.</summary>
internal static class ChatbotScenes
{
    private const string Source = "chatbot";
    private static readonly AuditContext Here = new() { Source = Source };
    private static readonly AuditActor[] Admins = [.. Cast.Chatbot.Take(3)];
    private static readonly AuditActor[] Users = [.. Cast.Chatbot.Skip(3)];

    public static IReadOnlyList<Scene> All { get; } =
    [
        new(5, Role),
        new(5, Whitelist),
        new(5, Config),
        new(6, Usage),
        new(3, AuditLog),
        new(4, Refused),
        new(4, Costs),
        new(6, Reset),
        new(7, RateLimit),
        new(2, Flagged),
        new(3, Breaker),
    ];

    private static IEnumerable<SceneEvent> Role(Dice dice)
    {
        var (before, after) = dice.OneOf(("USER", "OPERATOR"), ("OPERATOR", "ADMIN"), ("OPERATOR", "USER"));
        yield return SceneEvent.First(On(RoleChanged.By(Admins[dice.Between(0, 1)]), dice.Of(Users)).Change("role", before, after));
    }

    private static IEnumerable<SceneEvent> Whitelist(Dice dice)
    {
        var (before, after) = dice.Chance(75) ? ("off", "on") : ("on", "off");
        yield return SceneEvent.First(On(WhitelistChanged.By(dice.Of(Admins)), dice.Of(Users)).Change("listed", before, after));
    }

    private static IEnumerable<SceneEvent> Config(Dice dice)
    {
        var (name, before, after) = dice.OneOf<(string, AuditValue, AuditValue)>(
            ("rate_limit_per_minute", 20L, 30L),
            ("model", "small", "large"),
            ("daily_budget", 40m, 55.5m),
            ("welcome_text", "Hello", "Good day"));
        yield return SceneEvent.First(
            ConfigChanged.By(Admins[0]).From(Here).Change(name, before, after).Because("asked for in the weekly meeting"));
    }

    private static IEnumerable<SceneEvent> Usage(Dice dice)
    {
        yield return SceneEvent.First(On(UsageQueried.By(dice.Of(Admins)), dice.Of(Users)).With("days", dice.OneOf(1L, 7L, 30L)));
    }

    private static IEnumerable<SceneEvent> AuditLog(Dice dice)
    {
        var person = dice.Of(Admins);
        yield return SceneEvent.First(AuditLogViewed.By(person).From(Here).With("command", "!audit list"));
        if (dice.Chance(40))
        {
            yield return new(
                dice.Seconds(20, 200),
                AuditLogExported.By(person).From(Here).With("format", dice.OneOf("csv", "json")).With("entries", dice.Between(50, 4_000)));
        }
    }

    private static IEnumerable<SceneEvent> Refused(Dice dice)
    {
        yield return SceneEvent.First(PermissionDenied.By(dice.Of(Users)).From(Here)
            .On("command", dice.OneOf("!role", "!audit", "!config")).Denied("this command needs the role ADMIN", "role_too_low"));
    }

    private static IEnumerable<SceneEvent> Costs(Dice dice)
    {
        var (threshold, more) = (dice.OneOf(20, 40, 80), dice.Between(1, 900) / 100m);
        yield return SceneEvent.First(CostThresholdBreached.Event().From(Here)
            .On("budget", "daily", "the daily budget").With("threshold", threshold).With("actual", threshold + more).With("period", "day"));
    }

    private static IEnumerable<SceneEvent> Reset(Dice dice)
    {
        var user = dice.Of(Users);
        yield return SceneEvent.First(On(ConversationReset.By(user), user).With("turns", dice.Between(4, 90)));
    }

    private static IEnumerable<SceneEvent> RateLimit(Dice dice)
    {
        yield return SceneEvent.First(RateLimitViolated.By(dice.Of(
            Users)).From(Here).Denied("30 in a minute are allowed", "429").With("count", dice.Between(31, 70)));
    }

    private static IEnumerable<SceneEvent> Flagged(Dice dice)
    {
        yield return SceneEvent.First(
            ModerationFlagged.Event().From(Here).On("conversation", "cv-" + dice.Hex(6)).With("category", dice.OneOf("spam", "insult")));
    }

    private static IEnumerable<SceneEvent> Breaker(Dice dice)
    {
        var breaker = CircuitBreakerChanged.Event().From(Here).On("breaker", "language-model", "of the language model");
        yield return SceneEvent.First(breaker.Change("state", "closed", "open").Because("5 failures in 30 s"));
        yield return new(dice.Seconds(30, 60), breaker.Change("state", "open", "half_open"));
        yield return new(dice.Seconds(60, 90), breaker.Change("state", "half_open", "closed"));
    }

    private static AuditEvent On(AuditEvent auditEvent, AuditActor person)
    {
        var target = Cast.AsTarget(person);
        return auditEvent.From(Here).On(target.Type, target.Id, target.Name);
    }
}
