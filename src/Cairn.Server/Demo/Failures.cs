using Cairn.AspNetCore.Api;
using Cairn.Viewer.Endpoints;

namespace Cairn.Server.Demo;

/// <summary>When the store cannot answer: its words on a page, and the rest in the log of the program.</summary>
internal static partial class Failures
{
    public static void UseFailurePages(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for this answer any more.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Failed(app.Logger, context.Request.Path, e);
            var words = e is CairnStoreException ? e.Message : "Something went wrong here; the program's own output says more.";
            await TellAsync(context, 503, words);
        }
    });

    /// <summary>A page that says why there is none.</summary>
    public static Task TellAsync(HttpContext context, int status, string words) =>
        new PageWriter(new() { Title = "Cairn demo" }).RefuseAsync(context, "", new ApiProblem(status, "", "", words));

    [LoggerMessage(1, LogLevel.Error, "{Path} could not be answered")]
    private static partial void Failed(ILogger logger, string path, Exception exception);
}
