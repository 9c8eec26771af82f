using Cairn.AspNetCore.Requests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace Cairn.AspNetCore.Integration;

/// <summary>Records what changed in the configuration of the running application, by key.</summary>
internal sealed class ConfigurationCapture(IConfiguration configuration, IServiceProvider services) : IHostedService, IDisposable
{
    private readonly Lock gate = new();
    private Dictionary<string, string> known = []; // Guarded by the gate.
    private IDisposable? watch;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        known = Read();
        watch = ChangeToken.OnChange(configuration.GetReloadToken, Changed);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => watch?.Dispose();

    private void Changed()
    {
        try
        {
            lock (gate)
            {
                var (before, now) = (known, Read());
                known = now;
                Tell([.. before.Keys.Union(now.Keys)
                    .Where(k => before.GetValueOrDefault(k) != now.GetValueOrDefault(k))
                    .Order(StringComparer.OrdinalIgnoreCase)], before, now);
            }
        }
        catch (Exception e)
        {
            services.GetService<CaptureFailures>()?.Tell("the configuration", e); // Whoever reloads it is not to feel this.
        }
    }

    private void Tell(List<string> keys, Dictionary<string, string> before, Dictionary<string, string> now)
    {
        if (keys.Count == 0)
        {
            return; // Read again, and the same.
        }

        var e = keys.Aggregate(StandardActions.ConfigChanged.Event(), (e, key) => e.Change(key, Value(before, key), Value(now, key)));
        var inRequest = services.GetService<RequestFlow>()?.Current is not null;
        services.GetRequiredService<IAuditLog>().Record(inRequest ? e : e.By(AuditActor.System));
    }

    private static AuditValue? Value(Dictionary<string, string> all, string key) =>
        all.TryGetValue(key, out var value) ? (AuditValue?)(AuditValue)value : default;

    private Dictionary<string, string> Read()
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is not null)
            {
                all[key] = value;
            }
        }

        return all;
    }
}
