using System.Globalization;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>Whether an entry's search columns and target rows are copies of its leaf.</summary>
internal static class ColumnCheck
{
    public static void Check(StoredEntry stored, Leaf leaf, EntryFindings findings)
    {
        var columns = stored.Columns;
        if (columns.EventId != leaf.Id)
        {
            Differs("event_id", findings);
        }

        if (columns.OccurredAt != RfcTime.ToMicroseconds(leaf.OccurredAt))
        {
            Differs("occurred_at", findings);
        }

        Compare("action", columns.Action, leaf.Action, findings);
        Compare("category", columns.Category, leaf.Category, findings);
        Compare("actor_type", columns.ActorType, leaf.Actor.Type, findings);
        Compare("actor_id", columns.ActorId, leaf.Actor.Id, findings);
        Compare("outcome", columns.Outcome, ResultNames.Name(leaf.Result), findings);
        Targets(stored.Targets, leaf.Targets, findings);
    }

    private static void Targets(IReadOnlyList<StoredTarget> stored, IReadOnlyList<LeafParty> targets, EntryFindings findings)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            // Nearly always in their order.
            var at = i < stored.Count && stored[i].Position == i ? i : At(stored, i);
            if (at < 0)
            {
                findings.Add(FindingKind.Column, Name(i), "the row of this target is missing");
                continue;
            }

            if (stored[at].Type != targets[i].Type)
            {
                Differs(Name(i) + " type", findings);
            }

            if (stored[at].Id != (targets[i].Id ?? "")) // A target without an id has an empty one in its row.
            {
                Differs(Name(i) + " id", findings);
            }
        }

        for (var i = 0; i < stored.Count; i++)
        {
            if (stored[i].Position < 0 || stored[i].Position >= targets.Count || At(stored, stored[i].Position) != i)
            {
                findings.Add(FindingKind.Column, Name(stored[i].Position), "the entry has no such target");
            }
        }
    }

    private static int At(IReadOnlyList<StoredTarget> stored, int position)
    {
        for (var i = 0; i < stored.Count; i++)
        {
            if (stored[i].Position == position)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Name(int position) => string.Create(CultureInfo.InvariantCulture, $"target {position}");

    private static void Compare(string member, string? column, string? leaf, EntryFindings findings)
    {
        if (!string.Equals(column, leaf, StringComparison.Ordinal))
        {
            Differs(member, findings);
        }
    }

    private static void Differs(string member, EntryFindings findings) =>
        findings.Add(FindingKind.Column, member, $"the column {member} differs from the leaf");
}
