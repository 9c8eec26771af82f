using System.Text.RegularExpressions;
using Cairn.Contracts;

namespace Cairn.Cli.Tests;

/// <summary>The README and the guide are written for a reader who meets Cairn today.</summary>
public sealed partial class PlainWordsTests
{
    // Where the README begins to explain how the log works.
    private const string FirstScreensEnd = "\n## Why believe it\n";

    private static readonly string[] TermsOfArt = ["leaf", "disclosure", "tile", "checkpoint", "spool", "signer", "keeper"];

    private static string Readme { get; } = File.ReadAllText(Path.Combine(Repository.Root(), "README.md"));

    private static string Guide { get; } = Path.Combine(Repository.Root(), "docs", "guide");

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Guide, "*.md").Append(Path.Combine(Repository.Root(), "README.md"))
            .Select(p => Path.GetRelativePath(Repository.Root(), p)).Order()];

    [Fact]
    public void The_first_screens_of_the_readme_need_no_term_of_art()
    {
        var first = Readme.Split(FirstScreensEnd)[0];
        Assert.Contains("AddCairn", first, StringComparison.Ordinal);
        Assert.NotEqual(Readme, first);
        Assert.DoesNotContain(TermsOfArt, term => IsIn(first, term));
    }

    [Fact]
    public void A_term_of_art_is_found_in_any_form() =>
        Assert.True(IsIn("Two Checkpoints.", "checkpoint") && IsIn("the leaves", "leaf") && !IsIn("reptiles", "tile"));

    [Fact]
    public void Each_term_of_art_has_one_line_in_the_glossary()
    {
        var terms = Term().Matches(File.ReadAllText(
            Path.Combine(Guide, "glossary.md"))).Select(m => m.Groups["term"].Value).Skip(1).ToList();
        Assert.Equal(terms.Order(StringComparer.Ordinal), terms);
        Assert.Empty(TermsOfArt.Except(terms));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_link_leads_to_a_page_and_to_a_heading_of_it(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root(), page))!; // A file has one.
        var text = File.ReadAllText(Path.Combine(Repository.Root(), page));
        Assert.All(Link().Matches(text), link => Assert.True(Leads(folder, page, link.Groups["target"].Value), link.Value));
    }

    private static bool IsIn(string text, string term) =>
        Regex.IsMatch(
            text,
            term == "leaf" ? @"\blea(f|ves)\b" : $@"\b{term}s?\b",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(10));

    private static bool Leads(string folder, string page, string target)
    {
        if (target.StartsWith("https://", StringComparison.Ordinal))
        {
            return true; // Not ours to keep.
        }

        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? Path.Combine(Repository.Root(), page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
        return File.Exists(path)
            && (parts.Length == 1
                || Heading().Matches(File.ReadAllText(path)).Select(m => Anchor(m.Groups["words"].Value)).Contains(parts[1]));
    }

    // As GitHub makes it: lower case, hyphens for spaces, nothing else that is no letter or digit.
    private static string Anchor(string heading) =>
        string.Concat(
            heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<words>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| (?<term>[a-z' -]+)(, [^|]*)? \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Term();
}
