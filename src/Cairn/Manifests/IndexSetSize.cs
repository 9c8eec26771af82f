namespace Cairn.Manifests;

/// <summary>How long the text of an index set is in either spelling, as ranges are added to it, ascending.</summary>
internal struct IndexSetSize
{
    private const int RangesFrame = 13; // {"ranges":[]}
    private const int BitsFrame = 20; // {"first":,"bits":""}

    private long first;
    private long last;
    private long inRanges;

    public readonly long AsRanges => inRanges + RangesFrame - 1; // The first has no comma before it.

    public readonly long AsBits => BitsFrame + Digits(first) + ((((((last - first) / 8) + 1) * 8) + 5) / 6);

    /// <summary>Of equal ones, ranges count.</summary>
    public readonly bool IsShorterAsBits => AsBits < AsRanges;

    public readonly long Shorter => Math.Min(AsRanges, AsBits);

    public static IndexSetSize Of(IEnumerable<NumberRange> ranges)
    {
        var size = default(IndexSetSize);
        foreach (var range in ranges)
        {
            size.Add(range);
        }

        return size;
    }

    public void Add(NumberRange range)
    {
        first = inRanges == 0 ? range.From : first;
        last = range.To;
        inRanges += Digits(range.From) + Digits(range.To) + 4; // ,[from,to]
    }

    private static int Digits(long number)
    {
        var digits = 1;
        for (; number >= 10; number /= 10)
        {
            digits++;
        }

        return digits;
    }
}
