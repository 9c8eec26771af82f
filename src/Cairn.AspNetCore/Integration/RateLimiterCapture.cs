using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Cairn.AspNetCore.Integration;

/// <summary>Learns what the rate limiter rejects.</summary>
internal sealed class RateLimiterCapture(RequestFlow flow) : IPostConfigureOptions<RateLimiterOptions>
{
    public void PostConfigure(string? name, RateLimiterOptions options)
    {
        var inner = options.OnRejected;
        options.OnRejected = (rejected, cancellationToken) =>
        {
            if (flow.Request is { } request)
            {
                request.IsRateLimited = true;
            }

            return inner?.Invoke(rejected, cancellationToken) ?? ValueTask.CompletedTask;
        };
    }
}
