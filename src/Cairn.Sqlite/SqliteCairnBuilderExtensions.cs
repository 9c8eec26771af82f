using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>Chooses the embedded store.</summary>
public static class SqliteCairnBuilderExtensions
{
    /// <summary>Keeps the audit log in one SQLite file; its signing key lies beside it.</summary>
    public static CairnBuilder UseSqlite(this CairnBuilder cairn, string path)
    {
        ArgumentNullException.ThrowIfNull(cairn);
        ArgumentException.ThrowIfNullOrEmpty(path);
        cairn.Open = (services, options) => CairnSqlite.OpenAsync(path, options, services.GetService<ILoggerFactory>()?.CreateLogger("Cairn"));
        return cairn;
    }
}
