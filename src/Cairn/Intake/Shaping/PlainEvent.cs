using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>
/// Whether an event stays as it is, seen in one pass that needs no memory: nearly every event does. What this is not sure
/// of is looked at closely.
/// </summary>
internal static class PlainEvent
{
    // A .NET character takes at most three bytes of UTF-8 and six of JSON.
    private const int Text = EventLimits.Text / 3;
    private const int Type = EventLimits.TypeBytes / 3;
    private const int Characters = EventLimits.Bytes / 6;

    // What the names of an event's members take: of a change the most.
    private const int Element = 40;
    private const int Event = 512;
    private const int FewNames = 16;

    public static bool Is(AuditEvent e)
    {
        var characters = Event;
        return e.Shaped is { Count: 0 } && e.Personal is { Count: 0 } && e.Id != Guid.Empty && !(e.Duration < TimeSpan.Zero)
            && IsWord(e.Category, ref characters) && IsText(e.Description, ref characters) && IsText(e.Reason, ref characters)
            && e.Actor is not null && Actor(e.Actor, ref characters)
            && e.Outcome is not null && IsWord(e.Outcome.Code, ref characters) && IsText(e.Outcome.Error, ref characters)
            && e.Context is not null && Context(e.Context, ref characters)
            && e.Targets is { Count: <= EventLimits.Targets } && Targets(e.Targets, ref characters)
            && e.Changes is { Count: <= EventLimits.Changes } && Changes(e.Changes, ref characters)
            && e.Metadata is { Count: <= EventLimits.Changes } && Metadata(e.Metadata, ref characters)
            && characters <= Characters;
    }

    private static bool Actor(AuditActor actor, ref int characters) =>
        IsType(actor.Type, ref characters)
        && IsWord(actor.Id, ref characters)
        && IsText(actor.Name, ref characters)
        && IsText(actor.Email, ref characters)
        && IsText(actor.Phone, ref characters) && IsWord(actor.Role, ref characters)
        && (actor.OnBehalfOf is not { } other || (IsType(other.Type, ref characters) && IsWord(other.Id, ref characters)));

    private static bool Context(AuditContext context, ref int characters) =>
        ReferenceEquals(context, AuditContext.None)
        || (IsWord(context.Source, ref characters)
            && IsText(context.Ip, ref characters)
            && IsText(context.UserAgent, ref characters)
            && IsWord(context.RequestId, ref characters)
            && IsWord(context.TraceId, ref characters)
            && IsText(context.SessionId, ref characters)
            && IsWord(context.OperationId, ref characters));

    private static bool Targets(IReadOnlyList<AuditTarget> targets, ref int characters)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            characters += Element;
            if (targets[i] is not { } target
                || !IsType(target.Type, ref characters)
                || !IsWord(target.Id, ref characters)
                || !IsText(target.Name, ref characters))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Changes(IReadOnlyList<AuditChange> changes, ref int characters)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            characters += Element;
            if (changes[i] is not { Path: { } path } change || !IsText(path, ref characters) || !JsonPointer.IsValid(path)
                || !IsValue(change.Before, EventValues.ChangeLevel, ref characters)
                || !IsValue(change.After, EventValues.ChangeLevel, ref characters))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Metadata(IReadOnlyList<KeyValuePair<string, AuditValue>> metadata, ref int characters)
    {
        if (metadata.Count == 0)
        {
            return true;
        }

        var seen = metadata.Count > FewNames ? new HashSet<string>(StringComparer.Ordinal) : null;
        for (var i = 0; i < metadata.Count; i++)
        {
            var (name, value) = metadata[i];
            characters += Element;
            if (name is null || name.Length > EventLimits.Characters || !IsText(name, ref characters) || ValueShaper.IsReserved(name)
                || (seen is null ? IsTaken(name, metadata, i) : !seen.Add(name))
                || !IsValue(value, EventValues.MetadataLevel, ref characters))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsTaken(string name, IReadOnlyList<KeyValuePair<string, AuditValue>> metadata, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (metadata[i].Key == name)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsValue(AuditValue? value, int level, ref int characters)
    {
        if (value is not { } json)
        {
            return true;
        }

        characters += Math.Min(json.Json.Length, Text);
        return json.Json.Length <= Text && PlainValue.Is(json, level);
    }

    private static bool IsText(string? text, ref int characters)
    {
        if (text is null)
        {
            return true;
        }

        characters += Math.Min(text.Length, Text);
        return text.Length <= Text && Grammar.IsUnicode(text);
    }

    private static bool IsWord(string? word, ref int characters) =>
        word is null || (word.Length is > 0 and <= EventLimits.Characters && IsText(word, ref characters));

    private static bool IsType(string? type, ref int characters) => type is { Length: > 0 and <= Type } && IsText(type, ref characters);
}
