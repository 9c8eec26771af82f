using static Cairn.StandardActions;

namespace Cairn.Server.Demo.Scenes;

/// <summary>A back end and a web portal: exports, deletions, settings, connected accounts, subscriptions.</summary>
internal static class WorkspaceScenes
{
    private const string BackEnd = "workspace-backend";
    private const string Portal = "workspace-portal";

    public static IReadOnlyList<Scene> All { get; } =
    [
        new(16, dice => SignIn.InAndOut(dice, Portal, Cast.Workspace)),
        new(4, dice => SignIn.Mistyped(dice, Portal, Cast.Workspace)),
        new(8, Export),
        new(2, Deletion),
        new(9, Settings),
        new(4, Connected),
        new(3, Subscription),
        new(2, Support),
    ];

    private static IEnumerable<SceneEvent> Export(Dice dice)
    {
        var (person, request) = (dice.Of(Cast.Workspace), dice.Request(Portal) with { OperationId = "op-" + dice.Hex(8) });
        var asked = DataExportRequested.By(person).From(request).On("workspace", Workspace(dice)).With("format", dice.OneOf("csv", "json"));
        if (person.Role == "member" && dice.Chance(40))
        {
            yield return SceneEvent.First(asked.Denied("only owners and billing may export", "403"));
            yield break;
        }

        yield return SceneEvent.First(asked);
        var completed = DataExportCompleted.By(person).From(request with { Source = BackEnd }).On("workspace", asked.Targets[0].Id);
        yield return new(dice.Seconds(10, 240), dice.Chance(90)
            ? completed.With("rows", dice.Between(200, 90_000))
            : completed.Failed("the storage did not answer in 60 s", "timeout"));
    }

    private static IEnumerable<SceneEvent> Deletion(Dice dice)
    {
        var (person, request) = (dice.Of(Cast.Workspace), dice.Request(Portal) with { OperationId = "op-" + dice.Hex(8) });
        var workspace = Workspace(dice);
        yield return SceneEvent.First(
            DataDeletionRequested.By(person).From(request).On("workspace", workspace).Because("the contract ended"));
        yield return new(
            dice.Seconds(1_800, 40_000),
            DataDeletionCompleted.From(BackEnd).On("workspace", workspace).With("files", dice.Between(3, 400)));
    }

    private static IEnumerable<SceneEvent> Settings(Dice dice)
    {
        var (name, before, after) = dice.OneOf<(string, AuditValue, AuditValue)>(
            ("language", "en", "de"),
            ("two_factor", false, true),
            ("session_minutes", 60L, 480L),
            ("theme", "light", "dark"),
            ("digest", "daily", "weekly"));
        yield return SceneEvent.First(SettingsChanged.By(dice.Of(
            Cast.Workspace)).From(dice.Request(Portal)).On("workspace", Workspace(dice)).Change(name, before, after));
    }

    private static IEnumerable<SceneEvent> Connected(Dice dice)
    {
        var (person, request, provider) = (dice.Of(Cast.Workspace), dice.Request(Portal), dice.OneOf("calendar", "repository", "mailbox"));
        var action = dice.Chance(65) ? OAuthConnected : OAuthDisconnected;
        yield return SceneEvent.First(action.By(person).From(request).On("oauth", provider, $"the example {provider}"));
    }

    private static IEnumerable<SceneEvent> Subscription(Dice dice)
    {
        var plan = dice.OneOf("team", "business");
        var action = dice.Chance(70) ? SubscriptionCreated : SubscriptionCancelled;
        yield return SceneEvent.First(action.By(Cast.Workspace[3]).From(dice.Request(Portal))
            .On("subscription", $"sub-{dice.Between(100, 999)}", $"the {plan} plan").With("seats", dice.Between(3, 60)));
    }

    private static IEnumerable<SceneEvent> Support(Dice dice)
    {
        var support = AuditActor.User("su-1", "Example Support Engineer") with { Role = "support", OnBehalfOf = new("user", "ws-2") };
        yield return SceneEvent.First(AdminActed.By(support).From(dice.Request(
            BackEnd)).On("workspace", Workspace(dice)).Because($"ticket {dice.Between(4000, 4999)}"));
    }

    private static string Workspace(Dice dice) => $"wsp-{dice.Between(1, 9)}";

    private static AuditEvent From(this AuditAction action, string source) => action.Event().From(new() { Source = source });
}
