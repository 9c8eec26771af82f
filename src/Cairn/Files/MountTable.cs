using System.Globalization;
using System.Text.RegularExpressions;

namespace Cairn.Files;

/// <summary>
/// What is mounted where, out of <c>/proc/self/mountinfo</c>: tells a container's own disk, which goes with the container, from a volume.
/// </summary>
internal sealed partial class MountTable
{
    private const string File = "/proc/self/mountinfo";

    private readonly List<(string Point, string Type)> mounts;

    /// <param name="text">The table's lines; see proc_pid_mountinfo(5).</param>
    public MountTable(string text) => mounts = [.. text.Split('\n').Select(Parse).OfType<(string, string)>()];

    /// <summary>This process's; empty on systems that have none.</summary>
    public static MountTable Read()
    {
        try
        {
            return new(OperatingSystem.IsLinux() ? System.IO.File.ReadAllText(File) : "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(""); // It only warns.
        }
    }

    /// <summary>
    /// The kind of file system under a path, if what lies there goes when the container is replaced or the machine stops;
    /// <see langword="null"/>: it stays.
    /// </summary>
    public string? PassingTypeOf(string path) =>
        TypeOf(Path.GetFullPath(path)) is ("overlay" or "tmpfs" or "ramfs") and var type ? type : null;

    // Of mounts on one another the last one is seen.
    private string? TypeOf(string path) => mounts.LastOrDefault(
        m => m.Point.Length == mounts.Where(o => IsBelow(path, o.Point)).Select(o => o.Point.Length).DefaultIfEmpty(-1).Max()
            && IsBelow(path, m.Point)).Type;

    private static bool IsBelow(string path, string point) =>
        point == "/" || path == point || path.StartsWith(point + "/", StringComparison.Ordinal);

    // id parent major:minor root point options [optional…] - type source options
    private static (string, string)? Parse(string line)
    {
        var words = line.Split(' ');
        var dash = Array.IndexOf(words, "-");
        return dash >= 6 && dash + 1 < words.Length ? (
            Octal().Replace(words[4], m => ((char)Convert.ToInt32(m.Groups[1].Value, 8)).ToString(CultureInfo.InvariantCulture)),
            words[dash + 1]) : null;
    }

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal();
}
