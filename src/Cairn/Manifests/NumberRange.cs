using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>Consecutive indexes or sequence numbers, both ends included.</summary>
internal readonly record struct NumberRange(long From, long To)
{
    public long Length => To - From + 1;

    /// <summary>
    /// How many of the numbers from one to another, both included, lie in none of these ranges, which are ascending and disjoint.
    /// </summary>
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

    /// <summary>What two lists of ranges share; each ascending and disjoint, read once and side by side.</summary>
    public static IEnumerable<NumberRange> Shared(IEnumerable<NumberRange> one, IEnumerable<NumberRange> other)
    {
        using var a = one.GetEnumerator();
        using var b = other.GetEnumerator();
        for (var isMore = a.MoveNext() && b.MoveNext(); isMore; isMore = a.Current.To < b.Current.To ? a.MoveNext() : b.MoveNext())
        {
            var shared = new NumberRange(Math.Max(a.Current.From, b.Current.From), Math.Min(a.Current.To, b.Current.To));
            if (shared.Length > 0)
            {
                yield return shared;
            }
        }
    }

    /// <summary>
    /// What is left of one list of ranges without those of another; each ascending and disjoint, read once and side by side.
    /// </summary>
    public static IEnumerable<NumberRange> Without(IEnumerable<NumberRange> ranges, IEnumerable<NumberRange> others)
    {
        using var other = others.GetEnumerator();
        var isMore = other.MoveNext();
        foreach (var range in ranges)
        {
            var from = range.From;
            for (; isMore && other.Current.From <= range.To; isMore = other.MoveNext())
            {
                if (other.Current.From > from)
                {
                    yield return new(from, other.Current.From - 1);
                }

                from = Math.Max(from, other.Current.To + 1);
                if (other.Current.To > range.To)
                {
                    break; // It reaches into the next.
                }
            }

            if (from <= range.To)
            {
                yield return range with { From = from };
            }
        }
    }

    /// <summary>
    /// Many lists of ranges as one, ascending, disjoint and not touching. Each is ascending, and needs the memory of one range.
    /// </summary>
    public static IEnumerable<NumberRange> Merged(IEnumerable<IEnumerable<NumberRange>> lists)
    {
        var heads = new PriorityQueue<IEnumerator<NumberRange>, long>();
        foreach (var list in lists.Select(l => l.GetEnumerator()).Where(l => l.MoveNext()))
        {
            heads.Enqueue(list, list.Current.From);
        }

        NumberRange? open = null;
        while (heads.TryDequeue(out var list, out _))
        {
            var range = list.Current;
            if (open is { } last && range.From > last.To + 1)
            {
                yield return last;
                open = range;
            }
            else
            {
                open = open is { } grown ? grown with { To = Math.Max(grown.To, range.To) } : range;
            }

            if (list.MoveNext())
            {
                heads.Enqueue(list, list.Current.From);
            }
        }

        if (open is { } end)
        {
            yield return end;
        }
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

    /// <summary>Reads what <see cref="Format"/> writes; the ranges ascend and neither meet nor run backwards.</summary>
    /// <exception cref="FormatException">They are not so.</exception>
    public static List<NumberRange> Parse(JsonElement json, long least)
    {
        var ranges = new List<NumberRange>();
        foreach (var pair in json.EnumerateArray())
        {
            var range = new NumberRange(pair[0].GetInt64(), pair[1].GetInt64());
            if (range.From < least
                || range.To < range.From
                || (ranges.Count > 0 && range.From <= ranges[^1].To + 1)
                || range.To > ManifestMembers.Largest)
            {
                throw new FormatException("its ranges are not ascending and apart");
            }

            ranges.Add(range);
        }

        return ranges;
    }
}
