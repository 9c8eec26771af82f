using Cairn.Primitives;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.AspNetCore.Api;

/// <summary>New entries as they come, as server-sent events. A client that comes back with <c>Last-Event-ID</c> misses none.</summary>
internal static class TailEndpoint
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(ApiCall call)
    {
        // A host that stops would wait for whoever listens: they come back to where they were.
        var stopping = call.Context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled, stopping);
        try
        {
            await RunAsync(call, over).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was sent is whole.
        }
    }

    private static async Task RunAsync(ApiCall call, CancellationTokenSource over)
    {
        var query = call.Query();
        var after = call.Context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last : call.Text("after");
        var tail = call.Reader.TailAsync(query, after, over.Token).GetAsyncEnumerator(over.Token);
        await using var ending = tail.ConfigureAwait(false);
        var next = tail.MoveNextAsync().AsTask(); // What is wrong with the question is told before the answer begins.
        try
        {
            if (next.IsFaulted)
            {
                await next.ConfigureAwait(false);
            }

            call.Trace.Viewed(call, call.Tenant, $"tail: {query.Format()}", 0);
            await BeginAsync(call, over.Token).ConfigureAwait(false);
            var json = new Utf8Buffer(4 << 10);
            while (true)
            {
                json.Clear();
                var isThere = await IsThereAsync(call, next, over.Token).ConfigureAwait(false);
                if (call.Context.User.Identities.OfType<CairnIdentity>().Any(i => !i.IsGood))
                {
                    return; // Its key was revoked meanwhile, or its time is over.
                }

                if (isThere)
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

                await SendAsync(call, json.ToArray(), over.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(next).ConfigureAwait(false); // It cannot be disposed of while it waits for the next one.
        }
    }

    private static Task BeginAsync(ApiCall call, CancellationToken cancelled)
    {
        call.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        call.Context.Response.ContentType = "text/event-stream";
        return SendAsync(call, ": the audit log\n\n"u8.ToArray(), cancelled);
    }

    private static async Task SendAsync(ApiCall call, ReadOnlyMemory<byte> bytes, CancellationToken cancelled)
    {
        await call.Context.Response.Body.WriteAsync(bytes, cancelled).ConfigureAwait(false);
        await call.Context.Response.Body.FlushAsync(cancelled).ConfigureAwait(false);
    }

    private static async Task<bool> IsThereAsync(ApiCall call, Task next, CancellationToken ending)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var beat = Task.Delay(BeatEvery, call.Log.Options.Clock, over.Token);
        var first = await Task.WhenAny(next, beat).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        ending.ThrowIfCancellationRequested();
        return first == next;
    }
}
