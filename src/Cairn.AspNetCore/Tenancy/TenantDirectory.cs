using Cairn.Entries;
using Cairn.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Tenancy;

/// <summary>
/// Which tenants have a log. Nobody waits for it: one that is not known yet is looked up in the background, at most once a second.
/// </summary>
internal sealed class TenantDirectory(IServiceProvider services, TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private volatile HashSet<string> known = new(StringComparer.Ordinal);
    private long? looked;
    private int looking;

    /// <summary>Whether the tenant has a log, as far as is known now. In a test's fake every tenant has one.</summary>
    public bool Has(string tenant)
    {
        if (known.Contains(tenant))
        {
            return true;
        }

        if (services.GetService<CairnHost>() is not { } host)
        {
            return true;
        }

        if (host.Log.HasNamed(tenant))
        {
            return true; // Its first event may still be on its way.
        }

        LookLater(host);
        return tenant == LogIdentity.DefaultTenant;
    }

    /// <summary>Looks now.</summary>
    public async Task LookAsync()
    {
        if (services.GetService<CairnHost>() is { } host)
        {
            await LookAsync(host).ConfigureAwait(false);
        }
    }

    private void LookLater(CairnHost host)
    {
        if (Interlocked.CompareExchange(ref looking, 1, 0) != 0)
        {
            return;
        }

        if (looked is { } at && clock.GetElapsedTime(at) < LookEvery)
        {
            Volatile.Write(ref looking, 0);
            return;
        }

        looked = clock.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = LookAndTellAsync(host), null); // Without the request's context.
    }

    private async Task LookAndTellAsync(CairnHost host)
    {
        try
        {
            await LookAsync(host).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The store is away, and says so elsewhere; what is known stays, and it is looked at again.
        }
        finally
        {
            Volatile.Write(ref looking, 0);
        }
    }

    private async Task LookAsync(CairnHost host)
    {
        var log = await host.OpenAsync().ConfigureAwait(false);
        var logs = await log.Store.ListLogsAsync(CancellationToken.None).ConfigureAwait(false);
        known = logs.Select(l => l.Tenant).ToHashSet(StringComparer.Ordinal);
    }
}
