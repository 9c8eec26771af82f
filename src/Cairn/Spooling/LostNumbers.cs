using System.Text;
using Cairn.Manifests;

namespace Cairn.Spooling;

/// <summary>
/// The numbers that lie between the intact records of a damaged segment, from what its header says to what the next one's does.
/// </summary>
internal static class LostNumbers
{
    public static Dictionary<string, List<NumberRange>> Of(SpoolSegment segment, SegmentHeader? next)
    {
        var lost = new Dictionary<string, List<NumberRange>>(StringComparer.Ordinal);
        var walk = new SegmentWalk(segment.File, segment.Slot.Sum, new SegmentWindow());
        walk.ReadHeader(segment.File.Length);
        var last = walk.Header?.Numbers;
        var known = last ?? new(); // Without the header a tenant's first number says nothing about those before it.
        for (var step = walk.Next(segment.File.Length); step.Kind != StepKind.End; step = walk.Next(segment.File.Length))
        {
            if (step.Kind == StepKind.Record && walk.Read(step) is var frame && frame.Nonsense() is null && frame.Number > 0)
            {
                See(lost, known, Encoding.ASCII.GetString(frame.Tenant), frame.Number, isSure: last is not null);
            }
        }

        foreach (var (tenant, number) in next?.Numbers.All ?? [])
        {
            See(lost, known, tenant, number + 1, isSure: last is not null);
        }

        return lost;
    }

    private static void See(Dictionary<string, List<NumberRange>> lost, SpoolNumbers known, string tenant, long number, bool isSure)
    {
        var before = known.LastOf(tenant);
        if (number > before + 1 && (isSure || before > 0))
        {
            if (!lost.TryGetValue(tenant, out var ranges))
            {
                lost.Add(tenant, ranges = []);
            }

            ranges.Add(new(before + 1, number - 1));
        }

        known.Take(tenant, number);
    }
}
