using Cairn.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>Chooses the embedded store.</summary>
public static class SqliteCairnBuilderExtensions
{
    /// <summary>Keeps the audit log in one SQLite file; its signing key lies beside it.</summary>
    /// <param name="cairn">The builder.</param>
    /// <param name="path">The file; its folder is made where it is missing. A relative path starts at the host's content root.</param>
    public static CairnBuilder UseSqlite(this CairnBuilder cairn, string path)
    {
        ArgumentNullException.ThrowIfNull(cairn);
        ArgumentException.ThrowIfNullOrEmpty(path);
        cairn.Open = (services, options) => CairnSqlite.OpenAsync(
            HostPath.Of(path, services), options, services.GetService<ILoggerFactory>()?.CreateLogger("Cairn"));
        return cairn;
    }
}
