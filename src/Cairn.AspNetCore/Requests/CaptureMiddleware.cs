using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Requests;

/// <summary>Around everything else, so that it sees what leaves the host.</summary>
internal sealed class CaptureMiddleware(
    RequestDelegate next,
    RequestFlow flow,
    RequestReader reader,
    RequestEnding ending,
    TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = new RequestCapture(context, reader, clock.GetTimestamp());
        flow.Current = request;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            request.Exception ??= e;
            ending.End(request, context, isThrown: true);
            throw;
        }

        ending.End(request, context, isThrown: false);
    }
}
