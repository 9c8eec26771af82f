using Cairn;
using Cairn.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts a fake audit log into an application under test.</summary>
public static class FakeCairnServiceCollectionExtensions
{
    /// <summary>
    /// Takes the place of what <c>AddCairn</c> added, or will add: no file, no key and no store is opened, so hosts may run beside each
    /// other. Ask the services for <see cref="FakeAuditLog"/>.
    /// </summary>
    public static IServiceCollection AddFakeCairn(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        foreach (var real in services.Where(IsReal).ToList())
        {
            services.Remove(real);
        }

        services.TryAddSingleton(provider => new FakeAuditLog(provider.GetService<CairnOptions>(), provider.GetService<TimeProvider>()));
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<FakeAuditLog>());
        return services;
    }

    // The hosted service is added by a factory: what it makes is its return type.
    private static bool IsReal(ServiceDescriptor descriptor) =>
        descriptor.ServiceType == typeof(CairnHost)
        || descriptor.ServiceType == typeof(CairnLog)
        || descriptor.ServiceType == typeof(IAuditLog)
        || descriptor.ServiceType == typeof(IAuditReader)
        || (descriptor.ServiceType == typeof(IHostedService)
            && descriptor is { IsKeyedService: false, ImplementationFactory: { } make }
            && make.Method.ReturnType == typeof(CairnHost));
}
