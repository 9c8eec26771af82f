using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>Begins the run of an audited endpoint; the end of the request completes it.</summary>
internal sealed class EndpointRunner(RequestFlow flow, AuditPlans plans, IServiceProvider services, CaptureFailures failures)
{
    public async Task RunAsync(HttpContext context, Endpoint endpoint, RequestDelegate run)
    {
        var request = flow.Request;
        if (request is { Run: null })
        {
            Begin(request, context, endpoint);
        }

        try
        {
            await run(context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (request is not null)
            {
                request.Exception ??= e;
            }

            throw;
        }
    }

    private void Begin(RequestCapture request, HttpContext context, Endpoint endpoint)
    {
        try
        {
            if (plans.Find(endpoint, context.Request.Method) is { } plan)
            {
                var audit = services.GetRequiredService<IAuditLog>(); // Open by now.
                request.Run = EndpointRun.Begin(
                    audit, plan, new() { Http = context }, context.RequestServices.GetRequiredService<RequestNotes>());
            }
        }
        catch (Exception e)
        {
            failures.Tell("the beginning of an endpoint", e);
        }
    }
}
