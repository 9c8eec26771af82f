using System.Diagnostics.Metrics;
using Cairn;
using Cairn.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Cairn to an application.</summary>
public static class CairnServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IAuditLog"/>. The log opens when the application starts and commits what waits when it stops. Its options
    /// (<see cref="CairnOptions"/>) come from the section <c>Cairn</c> of the configuration, then from code; what is wrong with them
    /// stops the start with words.
    /// </summary>
    /// <exception cref="InvalidOperationException">No store was chosen.</exception>
    public static IServiceCollection AddCairn(this IServiceCollection services, Action<CairnBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        AddOptions(services);
        var builder = new CairnBuilder(services);
        configure(builder);
        if (services.Any(s => s.ServiceType == typeof(IAuditLog)))
        {
            return services; // A test's fake is there already: it wants no file.
        }

        var open = builder.Open ?? throw new InvalidOperationException("AddCairn needs a store: cairn.UseSqlite(\"audit.db\").");
        services.AddSingleton(provider => new CairnHost(() => OpenAsync(provider, open, builder.Opened)));
        services.AddHostedService(provider => provider.GetRequiredService<CairnHost>());
        services.AddSingleton(provider => provider.GetRequiredService<CairnHost>().Log);
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<CairnLog>());
        services.AddSingleton(provider => provider.GetRequiredService<CairnLog>().Reader);
        return services;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddSingleton(provider => new Cairn.Hosting.HostOptions(
            provider.GetService<IConfiguration>(),
            provider.GetService<IHostEnvironment>(),
            provider.GetService<IMeterFactory>(),
            provider.GetServices<IAuditEnricher>()));
        services.AddSingleton<IConfigureOptions<CairnOptions>>(provider => provider.GetRequiredService<Cairn.Hosting.HostOptions>());
        services.AddSingleton<IPostConfigureOptions<CairnOptions>>(provider => provider.GetRequiredService<Cairn.Hosting.HostOptions>());
        services.AddSingleton<IValidateOptions<CairnOptions>>(provider => provider.GetRequiredService<Cairn.Hosting.HostOptions>());
        services.AddOptions<CairnOptions>().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<CairnOptions>>().Value);
    }

    private static async Task<CairnLog> OpenAsync(
        IServiceProvider provider, Func<IServiceProvider, CairnOptions, Task<CairnLog>> open, Action<IServiceProvider, CairnLog>? opened)
    {
        var log = await open(provider, provider.GetRequiredService<CairnOptions>()).ConfigureAwait(false);
        try
        {
            opened?.Invoke(provider, log);
            return log;
        }
        catch
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
