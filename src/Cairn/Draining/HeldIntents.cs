using System.Text.Json;
using Cairn.Primitives;
using Cairn.Spooling;

namespace Cairn.Draining;

/// <summary>
/// Operations that have begun and whose outcome is not known: held for a few seconds, so that the common case is one entry; then the intent
/// becomes an event of its own. Touched only by the drain's loop.
/// </summary>
internal sealed class HeldIntents(Spool spool, SpoolReader reading, RecordCompletion completion, TimeSpan hold, TimeProvider clock)
{
    private readonly Dictionary<Guid, (SpoolRecord Record, long Since)> held = [];
    private readonly DateTimeOffset opened = clock.GetUtcNow();

    public int Count => held.Count;

    public void Hold(SpoolRecord intent)
    {
        // The same intent twice: a process died between making an event of it and finishing it.
        if (!held.TryAdd(intent.Id, (intent, clock.GetTimestamp())))
        {
            reading.Done(intent);
        }
    }

    /// <summary>An event passes by: an outcome ends its operation, and the event an intent became stands for it.</summary>
    public void See(SpoolRecord record)
    {
        if (held.Count > 0 && held.Remove(record.Kind == SpoolKind.Outcome ? OperationOf(record) : record.Id, out var intent))
        {
            reading.Done(intent.Record);
        }
    }

    /// <summary>
    /// Makes events of the intents held long enough, and of those whose process is gone: nothing will end them.
    /// </summary>
    /// <param name="all">Those held for less time too: the drain stops.</param>
    /// <param name="seen">
    /// A moment by which everything in the spool was seen: an outcome that came in time counts, however late the drain gets here.
    /// </param>
    public void Promote(bool all, long seen)
    {
        foreach (var (id, (record, since)) in held.Where(h => all || IsDue(h.Value.Record, h.Value.Since, seen)).ToList())
        {
            if (TryPromote(record))
            {
                held.Remove(id);
            }
        }
    }

    private bool IsDue(SpoolRecord intent, long since, long seen) =>
        intent.Producer != reading.Producer || intent.Written < opened || clock.GetElapsedTime(since, seen) >= hold;

    // First the event, then the intent is done: after a crash between the two both are there, and the event stands for the intent.
    private bool TryPromote(SpoolRecord intent)
    {
        if (!reading.TryRead(intent, out var json))
        {
            completion.Finish(intent); // Damaged: the spool has set it aside.
            return true;
        }

        var answer = spool.Append(intent.Tenant, SpoolKind.Event, intent.Id, json.Span);
        if (answer == SpoolAnswer.Kept)
        {
            completion.Finish(intent);
        }
        else if (answer == SpoolAnswer.TooLarge)
        {
            completion.SetAside(intent, "the record is larger than an event may be");
        }

        return answer is SpoolAnswer.Kept or SpoolAnswer.TooLarge;
    }

    private Guid OperationOf(SpoolRecord outcome)
    {
        try
        {
            if (reading.TryRead(outcome, out var json))
            {
                using var document = JsonDocument.Parse(json, new() { MaxDepth = EventLimits.Depth + 1 });
                return document.RootElement.TryGetProperty("context", out var context) && context.TryGetProperty("operation_id", out var id)
                    && Guid.TryParseExact(id.GetString(), "N", out var operation) ? operation : Guid.Empty;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No event either: its batch sets it aside.
        }

        return Guid.Empty;
    }
}
