namespace Cairn.Postgres;

/// <summary>Something in the schema: a table, a trigger, a policy, a right.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Which.</param>
/// <param name="Text">How it is.</param>
internal sealed record SchemaObject(string Kind, string Name, string Text)
{
    /// <summary>One line; a line break in it stands as <c>\n</c>.</summary>
    public override string ToString() =>
        $"{Kind}\t{Name}\t{Text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static SchemaObject Parse(string line)
    {
        var parts = line.Split('\t', 3);
        return new(parts[0], parts[1], parts[2].Replace(@"\\", "\0", StringComparison.Ordinal)
            .Replace(@"\n", "\n", StringComparison.Ordinal)
            .Replace("\0", "\\", StringComparison.Ordinal));
    }
}
