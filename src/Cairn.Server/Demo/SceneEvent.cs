namespace Cairn.Server.Demo;

/// <summary>One event of a scene, and how long after the scene's beginning it happens.</summary>
internal readonly record struct SceneEvent(TimeSpan After, AuditEvent Event)
{
    public static SceneEvent First(AuditEvent auditEvent) => new(TimeSpan.Zero, auditEvent);
}

/// <summary>A small story of one application: its events, ascending in time.</summary>
/// <param name="Weight">How often it happens, beside the others.</param>
/// <param name="Play">Tells it anew.</param>
internal sealed record Scene(int Weight, Func<Dice, IEnumerable<SceneEvent>> Play);
