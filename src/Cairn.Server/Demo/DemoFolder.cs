using Cairn.Files;

namespace Cairn.Server.Demo;

/// <summary>The folder the demo keeps everything in, and the names in it.</summary>
internal sealed class DemoFolder
{
    private DemoFolder(string path) => Path = path;

    /// <summary>The full path.</summary>
    public string Path { get; }

    public string Log => System.IO.Path.Combine(Path, "audit.db");

    /// <summary>The copy of the log in which a row is altered.</summary>
    public string Altered => System.IO.Path.Combine(Path, "altered.db");

    /// <summary>Makes the folder when it is not there, and finds out whether it can be written.</summary>
    /// <exception cref="DemoException">It cannot.</exception>
    public static DemoFolder Open(string name)
    {
        try
        {
            var folder = new DemoFolder(System.IO.Path.GetFullPath(name));
            DurableFile.MakeFolder(folder.Path);
            folder.Probe();
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DemoException(
                $"The folder {name} cannot be written ({e.Message.ReplaceLineEndings(" ")}): name another with --folder.");
        }
    }

    /// <summary>A path as a person in the current folder types it.</summary>
    public static string Typed(string path)
    {
        var relative = System.IO.Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private void Probe()
    {
        var probe = System.IO.Path.Combine(Path, $".{Guid.NewGuid():N}");
        using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }
}
