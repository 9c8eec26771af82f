using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Hosting;

/// <summary>
/// Puts the capture around the whole pipeline, the parts that the framework adds by itself included: wherever <c>UseCairn</c> stands, a
/// refusal by authentication and authorization passes through it. Then looks whether all is as it should be.
/// </summary>
internal sealed class CaptureStartup(
    CaptureState state, StartCheck check, RequestFlow flow, RequestReader reader, CairnOptions options, IServiceProvider services)
    : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner => state.IsUsed ? Around(inner).InvokeAsync : inner); // Asked when all is said.
        next(app);
        check.Run();
    };

    private CaptureMiddleware Around(RequestDelegate inner) =>
        new(inner, flow, reader, services.GetRequiredService<RequestEnding>(), options.Clock);
}
