using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Hosting;

/// <summary>What the host's start-up says about the capture.</summary>
/// <param name="registered">What the host registered, at its start all of it.</param>
internal sealed class CaptureState(IServiceCollection registered)
{
    /// <summary>The services that the capture put its own around.</summary>
    public List<ServiceDescriptor> Decorated { get; } = [];

    /// <summary>Services that were registered later, so that those around them are not asked.</summary>
    public IEnumerable<Type> Hidden => Decorated.Where(d =>
        registered.LastOrDefault(s => s.ServiceType == d.ServiceType && !s.IsKeyedService) != d).Select(d => d.ServiceType);

    /// <summary>What the host registered.</summary>
    public IServiceCollection Registered => registered;

    /// <summary>Whether <c>UseCairn</c> was called.</summary>
    public bool IsUsed { get; set; }
}
