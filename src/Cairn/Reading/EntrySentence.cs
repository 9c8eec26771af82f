using System.Globalization;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake.Shaping;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>Tells an entry in its action's sentence: "Example Owner changed u2's role from user to operator".</summary>
internal sealed class EntrySentence(EntryView entry, PersonRules persons)
{
    private static readonly SentenceTemplate OnTarget = SentenceTemplate.Parse("{actor}: {action} on {targets}");
    private static readonly SentenceTemplate Alone = SentenceTemplate.Parse("{actor}: {action}");

    private readonly AuditEvent e = entry.Event;

    // So many are named; the others are counted.
    private const int MostTargets = 10;

    private bool isOurWord;

    /// <param name="words">The action's sentence; <see langword="null"/>: nobody has one.</param>
    public IReadOnlyList<SentencePiece> Tell(SentenceTemplate? words)
    {
        var template = words ?? (e.Targets.Count > 0 ? OnTarget : Alone);
        _ = Actor(); // Says whose words the sentence would begin with.
        List<SentencePiece> pieces = [.. template.Pieces.Select(p => p.Place is { } place ? p with { Text = Place(place) } : p),
            new(Ending(), null)];
        var first = pieces.FindIndex(p => p.Text.Length > 0);
        if (first >= 0 && (!template.Text.StartsWith('{') || (template.Text.StartsWith("{actor}", StringComparison.Ordinal) && isOurWord)))
        {
            // Our own words; a name or an id keeps its spelling.
            pieces[first] = pieces[first] with { Text = char.ToUpperInvariant(pieces[first].Text[0]) + pieces[first].Text[1..] };
        }

        return [.. pieces.Where(p => p.Text.Length > 0)];
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

    private string Actor()
    {
        var known = e.Actor.Name ?? (e.Actor.Id is null ? e.Actor.Phone ?? e.Actor.Email
            : IsGone(e.Actor.Id, entry.Leaf.Actor) ? OfPseudonym()
            : IsForgotten() ? null
            : e.Actor.Id);
        isOurWord = string.IsNullOrEmpty(known);
        return isOurWord ? Nobody() : known!; // It is not empty.
    }

    private string Nobody() => e.Actor switch
    {
        { Id: not null } => Nameless(e.Actor.Type, entry.Leaf.Actor.Subject),
        { Type: "system" } => "the system",
        { Type: AuditActor.UnknownType } => "somebody unknown",
        _ => $"an unknown {e.Actor.Type}",
    };

    // An actor that came without an id is known by these.
    private string? OfPseudonym() => entry.Leaf.Actor.IsPseudonym ? e.Actor.Phone ?? e.Actor.Email : null;

    private string Target(int position)
    {
        var target = e.Targets[position];
        var leaf = position < entry.Leaf.Targets.Count ? entry.Leaf.Targets[position] : null;
        return target switch
        {
            { Name: { Length: > 0 } name } => name,
            { Id: null } => persons.IsPerson(target.Type) ? $"an unknown {target.Type}" : $"some {target.Type}",
            _ when leaf is not null && IsGone(target.Id, leaf) => Nameless(target.Type, leaf.Subject),
            _ => persons.IsPerson(target.Type) ? target.Id : $"{target.Type} {target.Id}",
        };
    }

    // A pseudonym or stand-in without what stands behind it: that was erased, or is withheld.
    private static bool IsGone(string id, LeafParty party) => party.IsCovered && id == party.Id;

    private string Nameless(string type, string? subject) =>
        entry.Withheld.Any(d => d.Subject == subject) ? $"a withheld {type}" : $"{Gone} {type}";

    private string Targets()
    {
        var named = Enumerable.Range(0, Math.Min(e.Targets.Count, MostTargets)).Select(Target).ToList();
        var more = ShapeMarks.Of(e).CountAt("/targets", e.Targets.Count) - named.Count;
        if (more > 0)
        {
            named.Add(string.Create(CultureInfo.InvariantCulture, $"{more:N0} more"));
        }

        return named.Count switch
        {
            0 => "something",
            1 => named[0],
            _ => $"{string.Join(", ", named[..^1])} and {named[^1]}",
        };
    }

    private string Side(AuditValue? value) =>
        value?.ToString() ?? (e.Changes.Count == 0 && IsErased(DisclosureGroup.Content) ? $"{Gone} value"
            : IsWithheld(DisclosureGroup.Content) ? "a withheld value"
            : "nothing");

    private string Metadata(string name)
    {
        foreach (var (key, value) in e.Metadata)
        {
            if (key == name)
            {
                return value.ToString();
            }
        }

        return IsErased(DisclosureGroup.Content) ? $"{Gone} value" : IsWithheld(DisclosureGroup.Content) ? "a withheld value" : "nothing";
    }

    private bool IsAnyGone => entry.Erased.Count + entry.Missing.Count > 0;

    // What was deleted without a word in the log is not called erased.
    private string Gone => entry.Missing.Count == 0 ? "an erased" : entry.Erased.Count == 0 ? "a missing" : "an erased or missing";

    // Something of this entry is gone, and nothing that is left is about the actor.
    private bool IsForgotten() => IsAnyGone && !entry.Disclosures.Any(d => d.Subject == entry.Leaf.Actor.Subject);

    private bool IsWithheld(string group) => entry.Withheld.Any(d => d.Name == group);

    private bool IsErased(string group) => IsAnyGone && !entry.Disclosures.Any(d => d.Name == group);

    private string Ending()
    {
        if (e.Outcome.Result == AuditResult.Success
            || e.Action.EndsWith("failed", StringComparison.Ordinal)
            || e.Action.EndsWith("denied", StringComparison.Ordinal))
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
