using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// A schema as a list of what is in it. The one Cairn makes is in <c>schema.txt</c>, with placeholders for roles and with
/// one month standing for all.
/// </summary>
internal static partial class SchemaDescription
{
    /// <summary>Stands for every month's partition.</summary>
    private const string AnyMonth = "000000";

    private static readonly Lazy<IReadOnlyList<SchemaObject>> Approved = new(
        () => [.. Migration.Resource("schema.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(SchemaObject.Parse)]);

    /// <summary>What is in the database.</summary>
    public static async Task<List<SchemaObject>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = new List<SchemaObject>();
        await PlainNamesAsync(connection, cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(
            Migration.Resource("describe.sql"),
            [],
            r => found.Add(new(r.Text(0), r.Text(1), r.Text(2))),
            cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>
    /// For the rest of the transaction, the server writes names as the approved description has them, whatever the login is set to.
    /// </summary>
    public static Task PlainNamesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.RowsAsync(
        "SELECT pg_catalog.set_config('search_path', 'pg_catalog', true), pg_catalog.set_config('quote_all_identifiers', 'off', true)",
        [],
        _ => { },
        cancellationToken);

    /// <summary>What Cairn makes, for these roles and months. One role needs no right: it owns everything.</summary>
    public static IEnumerable<SchemaObject> Expected(SchemaRoles roles, IReadOnlyCollection<int> months) =>
        from approved in Approved.Value
        where !roles.IsOne || approved.Kind != "right"
        let named = approved with { Name = Raw(roles, approved.Name), Text = roles.Substitute(Raw(roles, approved.Text)) }
        from month in IsOfMonth(named) ? months : [0]
        select month == 0 ? named : Of(month, named);

    /// <summary>The description as it is approved: of a database whose roles have names that nothing else has.</summary>
    public static string Format(IEnumerable<SchemaObject> found, SchemaRoles roles) => string.Concat(
        found.Where(o => !Month().IsMatch(o.Name) || MonthsOf([o]).Contains(FirstMonth(found)))
            .Select(o => Templated(o, FirstMonth(found), roles).ToString() + '\n').Order(StringComparer.Ordinal));

    /// <summary>The months that have a partition.</summary>
    public static IReadOnlyCollection<int> MonthsOf(IEnumerable<SchemaObject> found) =>
        [.. found.SelectMany(o => Month().Matches(o.Name).Select(m => int.Parse(m.Groups[2].ValueSpan, CultureInfo.InvariantCulture)))
            .Where(m => m % 100 is >= 1 and <= 12).Distinct().Order()];

    private static int FirstMonth(IEnumerable<SchemaObject> found) => MonthsOf(found).First();

    private static bool IsOfMonth(SchemaObject item) => item.Name.Contains(AnyMonth, StringComparison.Ordinal);

    private static SchemaObject Of(int month, SchemaObject item)
    {
        string Replaced(string text) => text.Replace(AnyMonth, month.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("000001", (month + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return item with { Name = Replaced(item.Name), Text = Replaced(item.Text) };
    }

    private static SchemaObject Templated(SchemaObject item, int month, SchemaRoles roles)
    {
        string Monthless(string text) => !Month().IsMatch(item.Name)
            ? text
            : text.Replace(month.ToString(CultureInfo.InvariantCulture), AnyMonth, StringComparison.Ordinal)
                .Replace((month + 1).ToString(CultureInfo.InvariantCulture), "000001", StringComparison.Ordinal);
        return item with { Name = Roleless(Monthless(item.Name), roles), Text = Roleless(Monthless(item.Text), roles) };
    }

    private static string Roleless(string text, SchemaRoles roles)
    {
        foreach (var (word, role) in roles.Named)
        {
            text = text.Replace($"\"{role}\"", $"{{{word}}}", StringComparison.Ordinal)
                .Replace($"'{role}'", $"{{'{word}'}}", StringComparison.Ordinal)
                .Replace(role, $"{{={word}}}", StringComparison.Ordinal);
        }

        return text;
    }

    private static string Raw(SchemaRoles roles, string text)
    {
        foreach (var (word, role) in roles.Named)
        {
            text = text.Replace($"{{={word}}}", role, StringComparison.Ordinal);
        }

        return text;
    }

    [GeneratedRegex(@"\b(entries|targets|disclosures|addresses)_([0-9]{6})(?=[^0-9]|\z)")]
    private static partial Regex Month();
}
