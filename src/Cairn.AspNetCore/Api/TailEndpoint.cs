using Cairn.Primitives;
using Microsoft.AspNetCore.Http.Features;

namespace Cairn.AspNetCore.Api;

/// <summary>New entries as they come, as server-sent events. A client that comes back with <c>Last-Event-ID</c> misses none.</summary>
internal static class TailEndpoint
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(ApiCall call)
    {
        var query = call.Query();
        var after = call.Context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last : call.Text("after");
        var tail = call.Reader.TailAsync(query, after, call.Cancelled).GetAsyncEnumerator(call.Cancelled);
        await using var ending = tail.ConfigureAwait(false);
        var next = tail.MoveNextAsync().AsTask(); // What is wrong with the question is told before the answer begins.
        if (next.IsFaulted)
        {
            await next.ConfigureAwait(false);
        }

        call.Trace.Viewed(call, call.Tenant, $"tail: {query.Format()}", 0);
        var response = call.Context.Response;
        call.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.ContentType = "text/event-stream";
        await response.Body.WriteAsync(": the audit log\n\n"u8.ToArray(), call.Cancelled).ConfigureAwait(false);
        await response.Body.FlushAsync(call.Cancelled).ConfigureAwait(false);
        var json = new Utf8Buffer(4 << 10);
        while (true)
        {
            json.Clear();
            if (await IsThereAsync(call, next).ConfigureAwait(false))
            {
                if (!await next.ConfigureAwait(false))
                {
                    return;
                }

                json.Raw("id: "u8).Raw(tail.Current.Position).Raw("\nevent: entry\ndata: "u8);
                EntryWriter.Write(tail.Current.Entry, json);
                json.Raw("\n\n"u8);
                next = tail.MoveNextAsync().AsTask();
            }
            else
            {
                json.Raw(": \n\n"u8); // So that a connection that is gone is noticed.
            }

            await response.Body.WriteAsync(json.ToArray(), call.Cancelled).ConfigureAwait(false);
            await response.Body.FlushAsync(call.Cancelled).ConfigureAwait(false);
        }
    }

    private static async Task<bool> IsThereAsync(ApiCall call, Task next)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled);
        var beat = Task.Delay(BeatEvery, call.Log.Options.Clock, over.Token);
        var first = await Task.WhenAny(next, beat).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        call.Cancelled.ThrowIfCancellationRequested();
        return first == next;
    }
}
