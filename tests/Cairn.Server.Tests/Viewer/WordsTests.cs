using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cairn.Contracts;

namespace Cairn.Server.Tests.Viewer;

/// <summary>The pages' words are resources, in every language.</summary>
public sealed partial class WordsTests
{
    private static readonly string Viewer = Path.Combine(Repository.Root(), "src", "Cairn.Viewer");

    [Fact]
    public void Every_language_has_the_same_words()
    {
        Assert.NotEmpty(Names("Texts.resx"));
        Assert.Equal(Names("Texts.resx"), Names("Texts.de.resx"));
    }

    [Fact]
    public void Every_word_that_a_page_uses_is_there()
    {
        var names = Names("Texts.resx").ToHashSet();
        var used = Directory.EnumerateFiles(Viewer, "*.razor", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Viewer, "*.cs", SearchOption.AllDirectories)).Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(f => Word().Matches(File.ReadAllText(f))).Select(m => m.Groups["name"].Value).Distinct().ToList();
        Assert.True(used.Count > 80);
        Assert.Empty(used.Except(names));
    }

    private static IEnumerable<string> Names(string file) =>
        XDocument.Load(Path.Combine(Viewer, "Words", file)).Root!.Elements("data").Select(d => d.Attribute("name")!.Value).Order(); // Its form.

    [GeneratedRegex("(?:W|Words)(?:\\.Of\\(|\\[)\"(?<name>[A-Za-z0-9.]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
