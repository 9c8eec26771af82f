using System.Text.Json;

namespace Cairn;

/// <summary>Consecutive indexes or sequence numbers, both ends included.</summary>
internal readonly record struct NumberRange(long From, long To)
{
    public long Length => To - From + 1;

    /// <summary>How many of the numbers from one to another, both included, lie in none of these ranges, which are ascending and disjoint.</summary>
    public static long Uncovered(long from, long to, IReadOnlyList<NumberRange> ranges)
    {
        var uncovered = to - from + 1;
        foreach (var range in ranges)
        {
            uncovered -= Math.Max(0, Math.Min(to, range.To) - Math.Max(from, range.From) + 1);
        }

        return uncovered;
    }

    /// <summary>Sorts ranges and joins those that meet.</summary>
    public static List<NumberRange> Joined(IEnumerable<NumberRange> ranges)
    {
        var joined = new List<NumberRange>();
        foreach (var range in ranges.OrderBy(r => r.From))
        {
            if (joined.Count > 0 && range.From <= joined[^1].To + 1)
            {
                joined[^1] = joined[^1] with { To = Math.Max(joined[^1].To, range.To) };
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }

    /// <summary>Writes <c>[[from,to],…]</c>.</summary>
    public static void Format(IReadOnlyList<NumberRange> ranges, Utf8Buffer json)
    {
        json.Raw("["u8);
        for (var i = 0; i < ranges.Count; i++)
        {
            json.Raw(i == 0 ? "["u8 : ",["u8).Number(ranges[i].From).Raw(","u8).Number(ranges[i].To).Raw("]"u8);
        }

        json.Raw("]"u8);
    }

    /// <summary>Reads what <see cref="Format"/> writes; the ranges ascend and neither overlap nor run backwards.</summary>
    /// <exception cref="FormatException">They are not so.</exception>
    public static List<NumberRange> Parse(JsonElement json, long least)
    {
        var ranges = new List<NumberRange>();
        foreach (var pair in json.EnumerateArray())
        {
            var range = new NumberRange(pair[0].GetInt64(), pair[1].GetInt64());
            if (range.From < least || range.To < range.From || (ranges.Count > 0 && range.From <= ranges[^1].To))
            {
                throw new FormatException("its ranges are not ascending and disjoint");
            }

            ranges.Add(range);
        }

        return ranges;
    }
}
