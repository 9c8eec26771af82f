using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Hosting;

/// <summary>Puts a service around the one that is registered, or that the framework would register later.</summary>
internal static class Decoration
{
    /// <param name="services">The host's.</param>
    /// <param name="around">Makes the decorator.</param>
    /// <param name="framework">How the framework registers it: with <c>TryAdd</c>, so that the decorator stays.</param>
    /// <returns>What is registered now.</returns>
    public static ServiceDescriptor Decorate<TService>(
        this IServiceCollection services, Func<IServiceProvider, TService, TService> around, Action<IServiceCollection> framework)
        where TService : class
    {
        var inner = services.LastOrDefault(Is<TService>) ?? Registered<TService>(framework);
        services.Remove(inner);
        var make = Maker(inner);
        var decorated = new ServiceDescriptor(typeof(TService), provider => around(provider, (TService)make(provider)), inner.Lifetime);
        services.Add(decorated);
        return decorated;
    }

    private static bool Is<TService>(ServiceDescriptor service) => service.ServiceType == typeof(TService) && !service.IsKeyedService;

    private static ServiceDescriptor Registered<TService>(Action<IServiceCollection> framework)
    {
        var services = new ServiceCollection();
        framework(services);
        return services.Last(Is<TService>);
    }

    private static Func<IServiceProvider, object> Maker(ServiceDescriptor inner)
    {
        if (inner.ImplementationInstance is { } instance)
        {
            return _ => instance;
        }

        if (inner.ImplementationFactory is { } factory)
        {
            return factory;
        }

        var create = ActivatorUtilities.CreateFactory(inner.ImplementationType!, []); // One of the three is there.
        return provider => create(provider, null);
    }
}
