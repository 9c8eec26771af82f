using Cairn.AspNetCore.Refusals;
using Cairn.AspNetCore.Requests;
using Cairn.AspNetCore.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.AspNetCore.Hosting;

/// <summary>Knows the tenants before the first request, and tells what is still folded after the last one.</summary>
internal sealed class CaptureService(
    IServiceProvider services,
    HttpCaptureOptions options,
    TenantDirectory tenants,
    CaptureFailures failures) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!options.Tenant.IsUsed)
        {
            return;
        }

        try
        {
            await tenants.LookAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Looked up again when a request asks. A store that cannot be opened stops the start by itself.
            failures.Tell("the list of tenants", e);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The server has stopped; the log closes later.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<RefusalFolder>().CloseAll();
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
