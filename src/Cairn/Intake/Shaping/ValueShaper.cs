using System.Globalization;

namespace Cairn.Intake.Shaping;

/// <summary>Steps 1 to 3 within a JSON value: malformed text, names that are taken or reserved, what lies too deep.</summary>
internal sealed class ValueShaper : ValueRewriter
{
    public static bool IsReserved(ReadOnlySpan<char> name) => name is "_sd" or "_sd_alg" or "...";

    public override IReadOnlyList<NewName> Names(IReadOnlyList<string> names)
    {
        var mended = names.Select(name => (Name: MalformedText.Mend(name, out var count), Count: count)).ToList();
        var taken = mended.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var (seen, numbers) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        return mended.ConvertAll(m =>
        {
            var isFree = seen.Add(m.Name) && !IsReserved(m.Name);
            var name = isFree ? m.Name : Free(m.Name, taken, numbers);
            return isFree && m.Count == 0 ? new(name) : new NewName(
                name,
                null,
                node => node.Add(mark => mark with { Malformed = mark.Malformed + m.Count, Renamed = mark.Renamed || !isFree }));
        });
    }

    protected override string String(string text, MarkPath here)
    {
        var mended = MalformedText.Mend(text, out var count);
        if (count > 0)
        {
            here.Here().Add(mark => mark with { Malformed = mark.Malformed + count });
        }

        return mended;
    }

    // Goes on where it stopped for the same name: many members of one name cost no more than their number.
    private static string Free(string name, HashSet<string> taken, Dictionary<string, int> numbers)
    {
        var number = numbers.GetValueOrDefault(name, IsReserved(name) ? 0 : 1);
        string free;
        do
        {
            number++;
            free = string.Create(CultureInfo.InvariantCulture, $"{name}#{number}");
        }
        while (!taken.Add(free));

        numbers[name] = number;
        return free;
    }
}
