using System.Globalization;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Reading;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cairn.Server.Pages;

/// <summary>The pages of one log: the list, an entry, the checkpoint, and how they look.</summary>
internal static class LogPages
{
    // HEAD is answered like GET; the server leaves the body away.
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapLogPages(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/", Reading, ListAsync);
        app.MapMethods("/entries/{index}", Reading, EntryAsync);
        app.MapMethods("/checkpoint", Reading, CheckpointAsync);
        // It is embedded in this very assembly.
        app.MapMethods(
            "/style.css",
            Reading,
            () => TypedResults.Stream(typeof(LogPages).Assembly.GetManifestResourceStream("style.css")!, "text/css; charset=utf-8"));
        app.MapMethods(
            "/{**rest}", Reading, () => Problem(404, "There is no such page", "The list, an entry and the checkpoint are all there is."));
    }

    private static async Task<IResult> ListAsync(HttpRequest request, CairnLog cairn, CancellationToken cancellationToken)
    {
        var asked = request.Query["before"];
        var before = long.MaxValue;
        if (asked.Count > 1 || (asked.Count == 1 && !IsIndex(asked[0], out before)))
        {
            return Problem(400, "That is no place in the log", "“before” takes the number of one entry: a whole number, 0 or more.");
        }

        if (await LogState.ReadAsync(cairn, cancellationToken) is not { } state)
        {
            return Problem(200, "Nothing was recorded yet", "The log begins with its first event. Load this page again in a moment.");
        }

        before = Math.Min(before, state.Size);
        var page = await Reader(cairn, request)
            .GetPageAsync(new() { IndexUntil = before, PageSize = ListPage.Entries }, null, cancellationToken);
        return Page(200, new ListPage(state, [.. page.Read.Select(EntryRow.Of)], before).Render());
    }

    private static async Task<IResult> EntryAsync(string index, HttpRequest request, CairnLog cairn, CancellationToken cancellationToken)
    {
        try
        {
            return IsIndex(index, out var place)
                && await LogState.ReadAsync(cairn, cancellationToken) is { } state
                && await Reader(cairn, request).FindAsync(place, cancellationToken) is { } entry
                ? Page(200, new EntryPage(entry, state).Render())
                : Problem(404, "There is no such entry", "Entries are numbered from 0, without gaps but for those that expired.");
        }
        catch (AuditDamageException e)
        {
            return Problem(500, $"Entry {e.Index} cannot be read", $"It is damaged: {string.Join("; ", e.Problems)}. Run cairn verify.");
        }
    }

    private static async Task<IResult> CheckpointAsync(CairnLog cairn, CancellationToken cancellationToken)
    {
        var log = await cairn.Store.FindLogAsync(LogIdentity.DefaultTenant, cancellationToken);
        var note = log is null ? null : await cairn.Store.ReadCheckpointAsync(log, cancellationToken);
        return note is null
            ? Problem(404, "Nothing was signed yet", "The first checkpoint comes a second after the first event.")
            : TypedResults.Text(note, "text/plain; charset=utf-8");
    }

    public static ContentHttpResult Problem(int status, string title, string words) => Page(status, ProblemPage.Render(title, words));

    private static ContentHttpResult Page(int status, string html) =>
        TypedResults.Text(html, "text/html; charset=utf-8", statusCode: status);

    // The reader's first language; what is no name of one falls back to the default.
    private static IAuditReader Reader(CairnLog cairn, HttpRequest request) =>
        cairn.Reader.ForCulture(
            request.GetTypedHeaders().AcceptLanguage.FirstOrDefault()?.Value.Value is { } language && CultureName.Is(language)
                ? language
                : "");

    // One spelling for each number, as everywhere in Cairn: no sign, no spaces, no leading zeros.
    private static bool IsIndex(string? text, out long index) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index)
        && index.ToString(CultureInfo.InvariantCulture) == text;
}
