using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Requests;

/// <summary>Where the application placed <c>UseCairn</c>: inside the host's own handlers of exceptions, it sees what they catch.</summary>
internal sealed class ExceptionMiddleware(RequestDelegate next, RequestFlow flow)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Note(e);
            throw;
        }
    }

    private void Note(Exception e)
    {
        if (flow.Request is { } request)
        {
            request.Exception ??= e;
            _ = request.Endpoint; // Handlers of errors clear it.
        }
    }
}
