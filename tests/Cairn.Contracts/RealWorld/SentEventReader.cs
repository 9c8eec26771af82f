using System.Text;
using System.Text.Json.Nodes;
using Cairn.Entries;
using Cairn.Intake;
using Cairn.Reading;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Contracts;

/// <summary>
/// Reads a log back as people do: whether what was sent is shown as it came but for its marks, and found by the spelling of its ids.
/// </summary>
internal sealed class SentEventReader
{
    private static readonly EventIntake Intake = new(ActionCatalog.Standard);

    private readonly LeafSpelling spelling;
    private readonly List<EntryView> views; // By their indexes: none expired.
    private readonly ILookup<LeafParty, long> actors;
    private readonly ILookup<LeafParty, long> targets;

    private SentEventReader(LeafSpelling spelling, List<EntryView> views, IReadOnlyList<StoredEntry> entries)
    {
        (this.spelling, this.views) = (spelling, views);
        actors = entries.Where(e => e.Columns.ActorId is not null)
            .ToLookup(e => new LeafParty(e.Columns.ActorType, e.Columns.ActorId), e => e.Index);
        targets = entries.SelectMany(e => e.Targets.Select(t => (Target: t, e.Index)))
            .ToLookup(t => new LeafParty(t.Target.Type, t.Target.Id), t => t.Index);
    }

    /// <summary>Every entry of the log; none has a problem.</summary>
    public static async Task<SentEventReader> OpenAsync(ILogStore store, LogIdentity log, CancellationToken cancellationToken)
    {
        var entries = await store.ReadEntriesAsync(log, 0, int.MaxValue, cancellationToken);
        var views = entries.Select(View).ToList();
        return new(new(store, log), views, entries);
    }

    /// <summary>Each of these is one entry, there is no other, and each is shown and found.</summary>
    public async Task HasExactlyAsync(IReadOnlyList<SentEvent> sent, CancellationToken cancellationToken)
    {
        Assert.Equal(sent.Count, views.Count);
        foreach (var one in sent)
        {
            var view = Assert.Single(views, v => one.Is(v.Leaf));
            var taken = Intake.Take(one.Event);
            IsShown(one, taken, view);
            await IsFoundAsync(actors, taken.Actor.Type, one.Event.Actor.Id, taken.Actor.Id, view, cancellationToken);
            for (var i = 0; i < view.Leaf.Targets.Count; i++)
            {
                await IsFoundAsync(targets, taken.Targets[i].Type, one.Event.Targets[i].Id, taken.Targets[i].Id, view, cancellationToken);
            }
        }
    }

    private static EntryView View(StoredEntry entry)
    {
        Assert.True(EntryView.TryRead(entry, out var view, out var error), error);
        Assert.Empty(view!.Problems); // Read.
        Assert.Empty(view.Erased);
        return view;
    }

    // What shaping may change, and where it marks it, is tested beside shaping.
    private static void IsShown(SentEvent one, AuditEvent taken, EntryView view)
    {
        var (expected, shown) = (Text(taken, view.Leaf), Text(view.Event, view.Leaf));
        // What was taken out is put back behind the other members.
        var isSame = expected == shown
            || (taken.Personal.Count > 0 && JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(shown)));
        Assert.True(isSame, $"{one}: {Beginning(expected)}\n{Beginning(shown)}");
    }

    // Whose its parts are is not put back; an event's id, time and category are given where it has none.
    private static string Text(AuditEvent e, Leaf leaf) => Encoding.UTF8.GetString(EventJson.Write(e with
    {
        Id = e.Id ?? leaf.Id, OccurredAt = e.OccurredAt ?? leaf.OccurredAt, Category = e.Category ?? "general", Personal = [],
    }));

    private static string Beginning(string json) => json.Length > 4_000 ? json[..4_000] : json;

    // Nor is anything found that does not have this id.
    private async Task IsFoundAsync(
        ILookup<LeafParty, long> index, string type, string? given, string? shown, EntryView view, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(given) || shown is null)
        {
            return; // Nobody in particular.
        }

        var typed = IsMended(given, shown) ? shown : given; // Nobody can type half a character.
        var parties = await spelling.PartiesAsync(type, typed, cancellationToken);
        var found = parties.SelectMany(p => index[p]).ToHashSet();
        Assert.True(found.Contains(view.Index), $"{type} {Beginning(typed)} is not found");
        Assert.All(found, i => Assert.Contains((type, shown), Ids(views[(int)i].Event)));
    }

    private static bool IsMended(string given, string shown) =>
        shown.Contains('\uFFFD', StringComparison.Ordinal) && !given.Contains('\uFFFD', StringComparison.Ordinal);

    // A phone number or an e-mail address stands for an id that is not there.
    private static IEnumerable<(string Type, string? Id)> Ids(AuditEvent e) =>
        e.Targets.Select(t => (t.Type, t.Id))
            .Append((e.Actor.Type, e.Actor.Id ?? (e.Actor.Phone is { Length: > 0 } phone ? phone : e.Actor.Email)));
}
