using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Hosting;

/// <summary>What the host's start-up says about the capture.</summary>
/// <param name="registered">What the host registered, at its start all of it.</param>
internal sealed class CaptureState(IServiceCollection registered)
{
    /// <summary>What the host registered.</summary>
    public IServiceCollection Registered => registered;

    /// <summary>Whether <c>UseCairn</c> was called.</summary>
    public bool IsUsed { get; set; }
}
