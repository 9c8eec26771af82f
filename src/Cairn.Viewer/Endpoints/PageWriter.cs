using System.Globalization;
using System.Text;
using Cairn.AspNetCore.Api;
using Cairn.Viewer.Models;
using Cairn.Viewer.Pages;
using Cairn.Viewer.Words;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn.Viewer.Endpoints;

/// <summary>Renders a page and sends it whole, under a policy that lets nothing run but the viewer's own scripts.</summary>
internal sealed class PageWriter(CairnViewerOptions options)
{
    public const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    public CairnViewerOptions Options => options;

    /// <summary>The words of the pages in the caller's language, as far as there are any.</summary>
    public static Texts WordsOf(HttpContext context) => Texts.For(Languages(context));

    /// <summary>The caller's languages, the first first.</summary>
    public static IEnumerable<string> Languages(HttpContext context) => context.Request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.Value ?? "").Where(l => l.Length > 0);

    public static async Task WriteAsync<TPage, TModel>(HttpContext context, ViewerContext viewer, string title, TModel model, int status)
        where TPage : IComponent
    {
        var html = await RenderAsync<TPage, TModel>(context, viewer, title, model).ConfigureAwait(false);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
        var bytes = Encoding.UTF8.GetBytes(html);
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Says on a page why there is no answer.</summary>
    public Task RefuseAsync(HttpContext context, string place, ApiProblem problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort(); // So that nobody takes the half for the whole.
            return Task.CompletedTask;
        }

        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        var viewer = new ViewerContext { Root = place, Words = WordsOf(context), Options = options };
        return WriteAsync<ProblemPage, ProblemModel>(
            context, viewer, viewer.Words[$"Problem{problem.Status}"], new(problem.Status, problem.Message), problem.Status);
    }

    private static async Task<string> RenderAsync<TPage, TModel>(HttpContext context, ViewerContext viewer, string title, TModel model)
        where TPage : IComponent
    {
        var renderer = new HtmlRenderer(context.RequestServices, context.RequestServices.GetRequiredService<ILoggerFactory>());
        await using var ending = renderer.ConfigureAwait(false);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            RenderFragment page = body =>
            {
                body.OpenComponent<CascadingValue<TModel>>(0);
                body.AddComponentParameter(1, nameof(CascadingValue<TModel>.Value), model);
                body.AddComponentParameter(2, nameof(CascadingValue<TModel>.ChildContent), (RenderFragment)(inner =>
                {
                    inner.OpenComponent<TPage>(0);
                    inner.CloseComponent();
                }));
                body.CloseComponent();
            };
            RenderFragment whole = body =>
            {
                body.OpenComponent<Document>(0);
                body.AddComponentParameter(1, nameof(Document.Title), title);
                body.AddComponentParameter(2, nameof(Document.ChildContent), page);
                body.CloseComponent();
            };
            var parameters = new Dictionary<string, object?>
            {
                [nameof(CascadingValue<ViewerContext>.Value)] = viewer,
                [nameof(CascadingValue<ViewerContext>.ChildContent)] = whole,
            };
            var root = await renderer.RenderComponentAsync<CascadingValue<ViewerContext>>(ParameterView.FromDictionary(parameters))
                .ConfigureAwait(false);
            return root.ToHtmlString();
        }).ConfigureAwait(false);
    }
}
