using System.Runtime.CompilerServices;

namespace Cairn.Contracts;

/// <summary>Where the sources of this checkout are.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Cairn.slnx</c>, found upwards from the calling source file.</summary>
    public static string Root([CallerFilePath] string caller = "")
    {
        var folder = Path.GetDirectoryName(caller);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cairn.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"No Cairn.slnx above {caller}: the tests run in a checkout.");
    }
}
