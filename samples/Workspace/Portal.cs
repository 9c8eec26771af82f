using System.Net;
using System.Runtime.InteropServices;

namespace Cairn.Samples.Workspace;

/// <summary>The web portal: no host, no dependency injection, no logger. One call opens the log; what fails is told on standard error.</summary>
internal static class Portal
{
    public static async Task<int> RunAsync(string address, string backEnd, string log)
    {
        // The portal serves also while the log cannot be opened: events wait in the folder beside it.
        await using var audit = await CairnSqlite.OpenAsync(log, new() { RequireStoreAtStart = false });
        using var jobs = new HttpClient { BaseAddress = new(backEnd) };
        jobs.DefaultRequestHeaders.Authorization = new("Bearer", Environment.GetEnvironmentVariable("Secrets__portal"));
        var pages = new PortalPages(audit, jobs);

        using var listener = new HttpListener { Prefixes = { address.TrimEnd('/') + "/" } };
        listener.Start();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        Console.WriteLine($"portal at {address}");
        while (await NextAsync(listener) is { } context)
        {
            _ = AnswerAsync(pages, context); // The next visitor does not wait for this one.
        }

        return 0; // Closing the log commits what waits.

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            listener.Stop();
        }
    }

    private static async Task<HttpListenerContext?> NextAsync(HttpListener listener)
    {
        try
        {
            return await listener.GetContextAsync();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            return null; // It was stopped.
        }
    }

    private static async Task AnswerAsync(PortalPages pages, HttpListenerContext context)
    {
        try
        {
            var answer = await pages.AnswerAsync(await PortalRequest.ReadAsync(context.Request));
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers["X-Content-Type-Options"] = "nosniff";
            if (answer.Session is { } session)
            {
                context.Response.AppendHeader("Set-Cookie", $"session={session}; Path=/; HttpOnly; SameSite=Strict");
            }

            await using var writer = new StreamWriter(context.Response.OutputStream);
            await writer.WriteAsync(answer.Html);
        }
        catch (Exception e) // One visitor's failure is not the portal's.
        {
            await Console.Error.WriteLineAsync($"portal: {e.Message}");
            context.Response.Abort();
        }
    }
}
