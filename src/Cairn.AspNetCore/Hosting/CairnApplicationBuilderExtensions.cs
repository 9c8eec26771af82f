using Cairn.AspNetCore.Hosting;
using Cairn.AspNetCore.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Turns the capture of requests on.</summary>
public static class CairnApplicationBuilderExtensions
{
    /// <summary>
    /// Records what <c>CaptureHttp</c> says. It may stand anywhere: the capture lies around the whole pipeline. Placed after the host's own
    /// handler of exceptions it also sees what that catches.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>CaptureHttp</c> was not called.</exception>
    public static IApplicationBuilder UseCairn(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var state = app.ApplicationServices.GetService<CaptureState>()
            ?? throw new InvalidOperationException(
                "UseCairn needs the capture: services.AddCairn(cairn => cairn.UseSqlite(\"audit.db\").CaptureHttp()).");
        state.IsUsed = true;
        return app.UseMiddleware<ExceptionMiddleware>();
    }
}
