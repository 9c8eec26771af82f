using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>Shows a run the arguments and the result of a controller's action or a page's handler.</summary>
internal sealed class MvcCallFilter(RequestFlow flow) : IAsyncActionFilter, IAsyncPageFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var run = See(context.ActionArguments);
        var executed = await next().ConfigureAwait(false);
        if (run is not null)
        {
            run.Values.Result = executed.Result;
        }
    }

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var run = See(context.HandlerArguments);
        var executed = await next().ConfigureAwait(false);
        if (run is not null)
        {
            run.Values.Result = executed.Result;
        }
    }

    private EndpointRun? See(IDictionary<string, object?> arguments)
    {
        var run = flow.Request?.Run;
        if (run is not null)
        {
            run.Values.Arguments = new Dictionary<string, object?>(arguments, StringComparer.OrdinalIgnoreCase);
        }

        return run;
    }
}
