using Microsoft.Extensions.Logging;

namespace Cairn.Hosting;

/// <summary>
/// Warns of folders on a container's own disk or in memory: they go when the container is replaced, and nobody notices before that.
/// </summary>
internal static partial class PassingFolders
{
    public static void Warn(CairnOptions options, ILogger logger, string what, string folder)
    {
        if (options.Mounts().PassingTypeOf(folder) is { } type)
        {
            Passing(logger, what, folder, type, folder);
        }
    }

    [LoggerMessage(
        25,
        LogLevel.Warning,
        "The audit log's {What} {Path} lies on {Type}: what is in it goes when the container is replaced or the machine stops. "
        + "Mount a volume at {Folder}")]
    private static partial void Passing(ILogger logger, string what, string path, string type, string folder);
}
