using System.Text.RegularExpressions;
using Cairn.Contracts;

namespace Cairn.Tests.Layers;

/// <summary>
/// Which folder of <c>src/Cairn</c> declares a type: public types share one namespace, so only their file says where they live.
/// </summary>
internal static partial class SourceFolders
{
    /// <summary>The first folder under <c>src/Cairn</c> by the name of each type that no other holds.</summary>
    public static IReadOnlyDictionary<string, string> ByType { get; } = Read(Path.Combine(Repository.Root(), "src", "Cairn"));

    private static Dictionary<string, string> Read(string root)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            if (Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar) is [var folder and not ("obj" or "bin"), _, ..])
            {
                foreach (Match type in Declaration().Matches(File.ReadAllText(file)))
                {
                    folders.Add(type.Groups["name"].Value, folder); // Two types of one name would make the rest of this blind: it throws.
                }
            }
        }

        return folders;
    }

    // A type at the left margin: of nested ones the outermost counts. Parts of a partial type stand in one file here.
    [GeneratedRegex(
        @"^(?:(?:public|internal|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)+(?:class|struct|interface|enum|record"
        + @"(?:\s+struct)?|delegate\s+\S+)\s+(?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
