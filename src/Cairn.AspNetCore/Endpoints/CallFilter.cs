using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>Shows a run the arguments and the result of a minimal API's handler, where its templates ask for them.</summary>
internal static class CallFilter
{
    /// <summary>Metadata of endpoints that have the filter.</summary>
    public static CallSeen Seen { get; } = new();

    public static EndpointFilterDelegate Create(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var names = factory.MethodInfo.GetParameters().Select(p => p.Name ?? "").ToArray();
        return call => InvokeAsync(call, names, next);
    }

    private static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext call, string[] names, EndpointFilterDelegate next)
    {
        var run = call.HttpContext.RequestServices.GetService<RequestFlow>()?.Request?.Run;
        if (run is not null)
        {
            run.Values.Arguments = names.Zip(call.Arguments).ToDictionary(a => a.First, a => a.Second, StringComparer.OrdinalIgnoreCase);
        }

        var result = await next(call).ConfigureAwait(false);
        if (run is not null)
        {
            run.Values.Result = result;
        }

        return result;
    }

    /// <summary>The mark.</summary>
    internal sealed class CallSeen;
}
