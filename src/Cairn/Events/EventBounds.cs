namespace Cairn;

/// <summary>Refuses what is so far beyond every limit that it is not even redacted: the work on the calling thread stays bounded.</summary>
internal static class EventBounds
{
    private const int Times = 16;

    // A member takes at least six bytes of the event's mebibyte.
    private const int Members = EventLimits.Bytes / 6;

    /// <summary>Characters, before redaction: masking may make a large event a small one.</summary>
    private const int Characters = 4 * EventLimits.Bytes;

    public static void Check(AuditEvent e, ProblemList problems)
    {
        if (e.Targets.Count > Times * EventLimits.Targets || e.Changes.Count > Times * EventLimits.Changes
            || e.Personal.Count > Times * EventLimits.Personal || e.Metadata.Count > Members)
        {
            problems.Add("", "it has far more targets, changes, metadata or personal parts than an event may have");
        }
        else if (Text(e) > Characters)
        {
            problems.Add("", $"it holds more than {Characters} characters of text: an event is at most {EventLimits.Bytes} bytes (1 MiB) as JSON");
        }
    }

    private static long Text(AuditEvent e)
    {
        long text = (e.Description?.Length ?? 0) + (e.Reason?.Length ?? 0) + (e.Outcome.Error?.Length ?? 0) + (e.Actor.Name?.Length ?? 0) + (e.Context.UserAgent?.Length ?? 0);
        for (var i = 0; i < e.Changes.Count; i++)
        {
            text += e.Changes[i] is var (path, before, after) ? path.Length + (before?.Json.Length ?? 0) + (after?.Json.Length ?? 0) : 0;
        }

        for (var i = 0; i < e.Metadata.Count; i++)
        {
            text += e.Metadata[i].Value.Json.Length;
        }

        return text;
    }
}
