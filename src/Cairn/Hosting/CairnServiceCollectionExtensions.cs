using System.Diagnostics.Metrics;
using Cairn;
using Cairn.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Cairn to an application.</summary>
public static class CairnServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IAuditLog"/>. The log opens when the application starts and commits what waits when it stops.</summary>
    /// <exception cref="InvalidOperationException">No store was chosen.</exception>
    public static IServiceCollection AddCairn(this IServiceCollection services, Action<CairnBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new CairnBuilder(services);
        configure(builder);
        builder.Options.Validate();
        services.AddSingleton(provider => Complete(builder.Options, provider));
        if (services.Any(s => s.ServiceType == typeof(FakeAuditLog)))
        {
            return services; // A test's: it wants no file.
        }

        var open = builder.Open ?? throw new InvalidOperationException("AddCairn needs a store: cairn.UseSqlite(\"audit.db\").");
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<CairnOptions>();
            return new CairnHost(() => OpenAsync(open(provider, options), builder.Opened));
        });
        services.AddHostedService(provider => provider.GetRequiredService<CairnHost>());
        services.AddSingleton(provider => provider.GetRequiredService<CairnHost>().Log);
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<CairnLog>());
        return services;
    }

    // What only the built host has.
    private static CairnOptions Complete(CairnOptions options, IServiceProvider provider)
    {
        options.Meters = provider.GetService<IMeterFactory>();
        foreach (var enricher in provider.GetServices<IAuditEnricher>())
        {
            options.Enrichers.Add(enricher);
        }

        return options;
    }

    private static async Task<CairnLog> OpenAsync(Task<CairnLog> opening, Action<CairnLog>? opened)
    {
        var log = await opening.ConfigureAwait(false);
        try
        {
            opened?.Invoke(log);
            return log;
        }
        catch
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
