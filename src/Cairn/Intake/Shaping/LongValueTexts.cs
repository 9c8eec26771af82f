using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>Step 6 within a JSON value: strings and names of members that are too long are cut.</summary>
internal sealed class LongValueTexts : ValueRewriter
{
    /// <summary>Whether the value is too short to hold anything too long.</summary>
    public static bool IsShort(AuditValue value) => value.Json.Length <= EventLimits.Characters;

    public override IReadOnlyList<NewName> Names(IReadOnlyList<string> names)
    {
        if (!names.Any(IsLong))
        {
            return [.. names.Select(name => new NewName(name))];
        }

        var taken = names.ToHashSet(StringComparer.Ordinal);
        return [.. names.Select(name => IsLong(name) ? Shortened(name, taken) : new(name))];
    }

    protected override string String(string text, MarkPath here)
    {
        if (!Cut.IsLonger(text, EventLimits.Text))
        {
            return text;
        }

        here.Here().AddCut(text);
        return Cut.Bytes(text, EventLimits.Text);
    }

    private static bool IsLong(string name) => Cut.HasMore(name, EventLimits.Characters);

    // Only somebody who meant to could have given another member the very name.
    private static NewName Shortened(string name, HashSet<string> taken)
    {
        var (shorter, number) = (Cut.Name(name), 1);
        while (!taken.Add(shorter))
        {
            shorter = Cut.Name(name, ++number);
        }

        return new(shorter, name, node => node.AddNameCut(name));
    }
}
