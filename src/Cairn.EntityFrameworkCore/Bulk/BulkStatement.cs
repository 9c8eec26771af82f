using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Cairn.EntityFrameworkCore;

/// <summary>A statement that changes rows without loading them, by its shape.</summary>
internal sealed partial class BulkStatement
{
    private BulkStatement(string shape, bool isTransactional) => (Shape, IsTransactional, Table) = (shape, isTransactional, TableOf(shape));

    public string Shape { get; }

    /// <summary>The table, where its name can be read.</summary>
    public string? Table { get; }

    /// <summary>Whether it changes rows and nothing else, so that it may run in a transaction.</summary>
    public bool IsTransactional { get; }

    /// <summary>The statement; <see langword="null"/>: it only reads.</summary>
    public static BulkStatement? Of(string sql, string? provider)
    {
        var shape = SqlShape.For(provider).Of(sql);
        return Changing().IsMatch(shape) || Within().IsMatch(shape) ? new(shape, isTransactional: true)
            : Structural().IsMatch(shape) ? new(shape, isTransactional: false)
            : null;
    }

    /// <summary>The entities in its table; empty: the model does not know it.</summary>
    public IReadOnlyList<IEntityType> Entities(IModel model) => Table is not { } table ? []
        : [.. model.GetEntityTypes().Where(t => string.Equals(t.GetTableName(), table, StringComparison.OrdinalIgnoreCase))];

    private static string? TableOf(string shape)
    {
        if (Target().Match(shape) is not { Success: true } match)
        {
            return null;
        }

        // SQL Server and MySQL name the alias first, and behind FROM what it stands for.
        var name = match.Groups["name"].Value;
        var alias = Aliased().Matches(shape).FirstOrDefault(a => a.Groups["alias"].Value == name);
        return Last(alias?.Groups["name"].Value ?? name);
    }

    private static string Last(string name) => LastPart().Match(name).Value.Trim('"', '[', ']', '`');

    private const string Name = """(?:"[^"]+"|\[[^\]]+\]|`[^`]+`|\w+)(?:\s*\.\s*(?:"[^"]+"|\[[^\]]+\]|`[^`]+`|\w+))*""";

    [GeneratedRegex(@"(?:^|;)\s*(?:INSERT|UPDATE|DELETE|MERGE|REPLACE)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Changing();

    [GeneratedRegex(
        @"(?:^|;)\s*(?:WITH|BEGIN|DECLARE|SET|IF)\b.*\b(?:INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|MERGE\s+INTO)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Within();

    [GeneratedRegex(
        @"(?:^|;)\s*(?:TRUNCATE|DROP|ALTER|EXEC|EXECUTE|CALL|DO|COPY|LOAD)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Structural();

    [GeneratedRegex(
        @"\b(?:UPDATE(?:\s+ONLY|\s+TOP\s*\(.*?\))?|DELETE\s+FROM|DELETE(?!\s+FROM)(?:\s+TOP\s*\(.*?\))?|INSERT(?:\s+OR\s+\w+|"
        + @"\s+IGNORE)?\s+INTO|REPLACE\s+INTO|MERGE(?:\s+INTO)?|TRUNCATE(?:\s+TABLE)?|(?:DROP|ALTER)\s+TABLE"
        + @"(?:\s+IF\s+EXISTS)?)\s+(?<name>" + Name + ")",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Target();

    [GeneratedRegex(@"\b(?:FROM|JOIN)\s+(?<name>"
        + Name
        + @")\s+(?:AS\s+)?(?!(?:FROM|WHERE|SET|USING|ON|INNER|LEFT|RIGHT|CROSS|JOIN|OUTPUT|RETURNING)\b)(?<alias>"
        + Name
        + ")", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Aliased();

    [GeneratedRegex("""(?:"[^"]+"|\[[^\]]+\]|`[^`]+`|\w+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex LastPart();
}
