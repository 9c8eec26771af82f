using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>Step 7: lists that are too long are kept, and marked with how many elements they had.</summary>
internal static class LongLists
{
    public static void Mark(AuditEvent e, Marks marks)
    {
        Mark("/targets", e.Targets.Count, EventLimits.Targets, marks);
        Mark("/changes", e.Changes.Count, EventLimits.Changes, marks);
        Mark("/personal", e.Personal.Count, EventLimits.Personal, marks);
    }

    private static void Mark(string place, int count, int most, Marks marks)
    {
        if (count > most)
        {
            marks.Count(place, count);
        }
    }
}
