using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cairn;

/// <summary>Chooses the production store.</summary>
public static class PostgresCairnBuilderExtensions
{
    /// <summary>Keeps the audit log in a PostgreSQL database.</summary>
    /// <param name="cairn">The builder.</param>
    /// <param name="connection">An ADO.NET connection string, or <c>postgres://user:password@host:port/database</c>.</param>
    /// <param name="configure">Changes how the schema is made.</param>
    public static CairnBuilder UsePostgres(this CairnBuilder cairn, string connection, Action<PostgresOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(cairn);
        ArgumentException.ThrowIfNullOrEmpty(connection);
        return Use(
            cairn, configure, (services, options, postgres) => CairnPostgres.OpenAsync(connection, options, postgres, LoggerOf(services)));
    }

    /// <summary>
    /// Keeps the audit log in the database of the application's own <see cref="NpgsqlDataSource"/>, found among its services.
    /// </summary>
    /// <param name="cairn">The builder.</param>
    /// <param name="configure">Changes how the schema is made.</param>
    public static CairnBuilder UsePostgres(this CairnBuilder cairn, Action<PostgresOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(cairn);
        return Use(cairn, configure, (services, options, postgres) => CairnPostgres.OpenAsync(
            services.GetRequiredService<NpgsqlDataSource>(), options, postgres, LoggerOf(services)));
    }

    private static CairnBuilder Use(
        CairnBuilder cairn,
        Action<PostgresOptions>? configure,
        Func<IServiceProvider, CairnOptions, PostgresOptions, Task<CairnLog>> open)
    {
        var postgres = new PostgresOptions();
        configure?.Invoke(postgres);
        _ = postgres.Roles; // A bad prefix is told here, not at start.
        cairn.Open = (services, options) =>
        {
            postgres.Migrate ??= services.GetService<IHostEnvironment>()?.IsDevelopment() ?? false;
            return open(services, options, postgres);
        };
        return cairn;
    }

    private static ILogger? LoggerOf(IServiceProvider services) => services.GetService<ILoggerFactory>()?.CreateLogger("Cairn");
}
