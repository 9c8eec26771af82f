using static Cairn.StandardActions;

namespace Cairn.Server.Demo.Scenes;

/// <summary>Containers started, stopped, restarted and deleted, with what their agents answered.</summary>
internal static class ContainersScenes
{
    private const string Source = "containers";
    private static readonly string[] Names =
        ["web-1", "web-2", "api-1", "api-2", "worker-1", "worker-2", "mail-1", "search-1", "cache-1", "reports-1"];

    public static IReadOnlyList<Scene> All { get; } =
    [
        new(10, dice => SignIn.InAndOut(dice, Source, Cast.Containers)),
        new(12, Restart),
        new(10, StopAndStart),
        new(4, Delete),
        new(2, Refused),
    ];

    private static IEnumerable<SceneEvent> Restart(Dice dice)
    {
        yield return SceneEvent.First(Answered(dice, Request(dice, ContainerRestarted, Operator(dice), dice.Of(Names))
            .Because(dice.OneOf("new configuration", "memory keeps growing", "no answer to health checks", "after the nightly update"))));
    }

    private static IEnumerable<SceneEvent> StopAndStart(Dice dice)
    {
        var (person, name) = (Operator(dice), dice.Of(Names));
        yield return SceneEvent.First(Request(dice, ContainerStopped, person, name).Because("maintenance"));
        yield return new(
            dice.Seconds(60, 2_400), Answered(dice, Request(dice, ContainerStarted, person, name).Because("maintenance is over")));
    }

    private static IEnumerable<SceneEvent> Delete(Dice dice)
    {
        yield return SceneEvent.First(Answered(dice, Request(dice, ContainerDeleted, Operator(dice), $"job-{dice.Between(100, 999)}")
            .Because(dice.OneOf("the job is done", "replaced by a newer image"))));
    }

    private static IEnumerable<SceneEvent> Refused(Dice dice)
    {
        yield return SceneEvent.First(Request(dice, dice.OneOf(ContainerDeleted, ContainerStopped), Cast.Containers[3], dice.Of(Names))
            .Denied("viewers may look, not touch", "403"));
    }

    private static AuditEvent Answered(Dice dice, AuditEvent request) => dice.Between(1, 100) switch
    {
        <= 82 => request,
        <= 89 => request.Failed("the container was killed: out of memory", "exit_137"),
        <= 94 => request.Failed("port 8080 is already allocated", "port_in_use"),
        <= 97 => request.Failed("the image registry.example.com/app:latest was not found", "image_not_found"),
        _ => request with { Outcome = new(AuditResult.Unfinished, "timeout", "the agent did not answer in 30 s") },
    };

    // The id belongs to the name: the same container keeps it.
    private static AuditEvent Request(Dice dice, AuditAction action, AuditActor person, string name) => action.By(person)
        .From(dice.Request(Source) with { OperationId = "op-" + dice.Hex(8) })
        .On("container", $"c-{name}", name)
        .On("organization", "org-1", "Example Organization");

    private static AuditActor Operator(Dice dice) => Cast.Containers[dice.Between(0, 2)];
}
