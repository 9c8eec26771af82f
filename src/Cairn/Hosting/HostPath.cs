using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.Hosting;

/// <summary>
/// Where a host's relative paths start: at its content root, not at the working directory, which is System32 in a Windows service.
/// </summary>
internal static class HostPath
{
    public static string Of(string path, IServiceProvider services) => Of(path, services.GetService<IHostEnvironment>());

    /// <summary>The path itself where the host has no content root, or where there is no path.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public static string? Of(string? path, IHostEnvironment? environment) =>
        string.IsNullOrEmpty(path) || environment?.ContentRootPath is not { Length: > 0 } root
            ? path
            : Path.GetFullPath(path, Path.GetFullPath(root));
}
