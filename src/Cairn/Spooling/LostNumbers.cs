using Cairn.Manifests;

namespace Cairn.Spooling;

/// <summary>
/// The numbers that lie between the whole records of a segment, from what its header says to what the next one's does. Of a segment that
/// was damaged they are lost.
/// </summary>
/// <param name="header">What the header says; <see langword="null"/>: a tenant's first number says nothing about those before it.</param>
internal sealed class LostNumbers(SpoolNumbers? header)
{
    private readonly SpoolNumbers known = header?.Copy() ?? new();

    public Dictionary<string, List<NumberRange>> Ranges { get; } = new(StringComparer.Ordinal);

    /// <summary>A tenant's record with this number was read.</summary>
    public void See(string tenant, long number)
    {
        var before = known.LastOf(tenant);
        if (number > before + 1 && (header is not null || before > 0))
        {
            if (!Ranges.TryGetValue(tenant, out var ranges))
            {
                Ranges.Add(tenant, ranges = []);
            }

            ranges.Add(new(before + 1, number - 1));
        }

        known.Take(tenant, number);
    }

    /// <summary>All was read; the next segment says what was given out until then.</summary>
    public void SeeNext(SegmentHeader? next)
    {
        foreach (var (tenant, number) in next?.Numbers.All ?? [])
        {
            See(tenant, number + 1);
        }
    }
}
