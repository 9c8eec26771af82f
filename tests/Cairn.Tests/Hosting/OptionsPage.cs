using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cairn.Tests.Hosting;

/// <summary>Writes the guide's page of options out of the options themselves and their documentation.</summary>
internal static partial class OptionsPage
{
    private const string Head = """
        # Options

        *This page is generated from the code; a test holds it.*

        Each option has a default. A host takes them from the section `Cairn` of its configuration, then from code: `AddCairn(cairn => cairn.Configure(options => …))` or
        `services.Configure<CairnOptions>(options => …)`. Lists are added to, not replaced. A name in the section that is no option, and a value that makes no sense, stop the
        start with words. Relative paths start at the host's content root.

        ```json
        { "Cairn": { "RecordTimeout": "00:00:10", "Redaction": { "Names": ["iban"] } } }
        ```

        A time is written `hh:mm:ss`, or `d.hh:mm:ss`: `10` alone would be ten days.

        """;

    private static readonly XDocument Documentation = XDocument.Load(Path.ChangeExtension(typeof(CairnOptions).Assembly.Location, ".xml"));

    public static string Text()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        Table(page, "How a log is kept", "Cairn", new CairnOptions());
        Table(page, "What is masked", "Cairn__Redaction", new RedactionOptions());
        return page.ToString();
    }

    private static void Table(StringBuilder page, string title, string prefix, object defaults)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"\n## {title}\n\n| option | default | form | environment variable | meaning |\n|---|---|---|---|---|\n");
        foreach (var option in defaults.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.PropertyType != typeof(RedactionOptions)))
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{option.Name}` | {Default(option.GetValue(defaults))} | {Form(option)} | "
                + $"{Variable(prefix, option)} | {Meaning(option)} |\n");
        }
    }

    private static string Default(object? value) => value switch
    {
        null => "none",
        bool isSo => isSo ? "`true`" : "`false`",
        TimeSpan time => $"`{time:c}`",
        IEnumerable<string> list => list.Any() ? string.Join(", ", list.Select(v => $"`{v}`")) : "empty",
        System.Collections.IEnumerable list and not string when !list.Cast<object>().Any() => "empty",
        _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };

    private static string Form(PropertyInfo option) => (Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType) switch
    {
        var type when type == typeof(bool) => "`true` or `false`",
        var type when type == typeof(TimeSpan) => "time",
        var type when type == typeof(long) && option.Name.EndsWith("Bytes", StringComparison.Ordinal) => "bytes",
        var type when type == typeof(string) => option.Name switch
        {
            _ when option.Name.EndsWith("File", StringComparison.Ordinal) => "path of a file",
            _ when option.Name.EndsWith("Folder", StringComparison.Ordinal) => "path of a folder",
            _ => "text",
        },
        var type when type == typeof(IList<string>) => "list of texts",
        _ => "in code only",
    };

    private static string Variable(string prefix, PropertyInfo option) => Form(option) switch
    {
        "in code only" => "",
        "list of texts" => $"`{prefix}__{option.Name}__0`, `…__1`",
        _ => $"`{prefix}__{option.Name}`",
    };

    private static string Meaning(PropertyInfo option)
    {
        // Documented, or nothing builds.
        var member = Documentation.Descendants("member")
            .Single(m => m.Attribute("name")!.Value == $"P:{option.DeclaringType!.FullName}.{option.Name}");
        return Blanks().Replace(string.Concat(member.Element("summary")!.Nodes().Select(Words)), " ").Trim(); // As above.
    }

    private static string Words(XNode node) => node switch
    {
        XText text => text.Value.Replace("|", "\\|", StringComparison.Ordinal),
        XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => $"`{word.Value}`",
        // One of the two.
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split(':')[^1].Split('(')[0].Split('.')[^1]}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element => string.Concat(element.Nodes().Select(Words)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
