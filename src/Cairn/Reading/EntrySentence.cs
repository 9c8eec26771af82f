using System.Text;

namespace Cairn;

/// <summary>Tells an entry in its action's sentence: "Example Owner changed u2's role from user to operator".</summary>
internal sealed class EntrySentence(EntryView entry)
{
    private static readonly SentenceTemplate OnTarget = SentenceTemplate.Parse("{actor}: {action} on {targets}");
    private static readonly SentenceTemplate Alone = SentenceTemplate.Parse("{actor}: {action}");

    private readonly AuditEvent e = entry.Event;

    /// <param name="words">The action's sentence; <see langword="null"/>: nobody has one.</param>
    public string Tell(SentenceTemplate? words)
    {
        var template = words ?? (e.Targets.Count > 0 ? OnTarget : Alone);
        var sentence = new StringBuilder(template.Fill(Place));
        if (!template.Text.StartsWith('{') || sentence.ToString() is var text && (text.StartsWith("an ", StringComparison.Ordinal) || text.StartsWith("the ", StringComparison.Ordinal)))
        {
            sentence[0] = char.ToUpperInvariant(sentence[0]); // Our own words; a name or an id keeps its spelling.
        }

        return sentence.Append(Ending()).ToString();
    }

    private string Place(string place) => place switch
    {
        "actor" => Actor(),
        "action" => e.Action,
        "target" => e.Targets.Count > 0 ? Target(0) : "something",
        "targets" => Targets(),
        "path" => e.Changes.Count == 0 ? "something" : e.Changes[0].Path.Length == 0 ? "the whole value" : e.Changes[0].Path[1..],
        "before" => Side(e.Changes.Count == 0 ? null : e.Changes[0].Before),
        "after" => Side(e.Changes.Count == 0 ? null : e.Changes[0].After),
        "reason" => e.Reason ?? "no reason given",
        "code" => e.Outcome.Code ?? "no code",
        _ => Metadata(place["metadata.".Length..]),
    };

    private string Actor() => e.Actor switch
    {
        { Name: { } name } => name,
        { Id: ['~', ..] } => Nameless(e.Actor.Type, e.Actor.Id),
        { Id: { } id } => IsForgotten() ? $"an erased {e.Actor.Type}" : id,
        { Type: "system" } => "the system",
        _ => $"an unknown {e.Actor.Type}",
    };

    private string Target(int position)
    {
        var target = e.Targets[position];
        if (target.Name is { } name)
        {
            return name;
        }

        return target.Id.StartsWith('~') ? Nameless(target.Type, target.Id)
            : PersonRules.Default.IsPerson(target.Type) ? target.Id : $"{target.Type} {target.Id}";
    }

    // A pseudonym without what stands behind it: the person was forgotten, or is withheld.
    private string Nameless(string type, string pseudonym) =>
        e.Actor is { Phone: { } phone } && pseudonym == e.Actor.Id ? phone
        : e.Actor is { Email: { } email } && pseudonym == e.Actor.Id ? email
        : $"an erased {type}";

    private string Targets()
    {
        var all = Enumerable.Range(0, e.Targets.Count).Select(Target).ToList();
        return all.Count switch
        {
            0 => "something",
            1 => all[0],
            _ => $"{string.Join(", ", all[..^1])} and {all[^1]}",
        };
    }

    private string Side(AuditValue? value) =>
        value?.ToString() ?? (e.Changes.Count == 0 && IsErased(DisclosureGroup.Content) ? "an erased value" : "nothing");

    private string Metadata(string name)
    {
        foreach (var (key, value) in e.Metadata)
        {
            if (key == name)
            {
                return value.ToString();
            }
        }

        return IsErased(DisclosureGroup.Content) ? "an erased value" : "nothing";
    }

    // Something of this entry is gone, and nothing that is left is about the actor.
    private bool IsForgotten() => entry.Erased.Count > 0 && !entry.Disclosures.Any(d => d.Subject == entry.Leaf.Actor.Subject);

    private bool IsErased(string group) => entry.Erased.Count > 0 && !entry.Disclosures.Any(d => d.Name == group);

    private string Ending()
    {
        if (e.Outcome.Result == AuditResult.Success || e.Action.EndsWith("failed", StringComparison.Ordinal) || e.Action.EndsWith("denied", StringComparison.Ordinal))
        {
            return "";
        }

        return e.Outcome.Result switch
        {
            AuditResult.Failure => e.Outcome.Error is { } error ? $": failed ({error})" : ": failed",
            AuditResult.Denied => ": denied",
            _ => ": unfinished",
        };
    }
}
