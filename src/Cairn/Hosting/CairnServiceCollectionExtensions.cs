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
        services.AddSingleton(builder.Options);
        if (services.Any(s => s.ServiceType == typeof(FakeAuditLog)))
        {
            return services; // A test's: it wants no file.
        }

        var open = builder.Open ?? throw new InvalidOperationException("AddCairn needs a store: cairn.UseSqlite(\"audit.db\").");
        services.AddSingleton(provider =>
        {
            builder.Options.Meters = provider.GetService<IMeterFactory>();
            return new CairnHost(() => OpenAsync(open(provider, builder.Options), builder.Opened));
        });
        services.AddHostedService(provider => provider.GetRequiredService<CairnHost>());
        services.AddSingleton(provider => provider.GetRequiredService<CairnHost>().Log);
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<CairnLog>());
        return services;
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
