using System.Security.Claims;
using Cairn.AspNetCore.Endpoints;
using Cairn.AspNetCore.Refusals;
using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Requests;

/// <summary>
/// What is captured of one request. Work that the request started may still ask when the request is over, and its connection serves another
/// one: it then gets the facts as they were at the end.
/// </summary>
internal sealed class RequestCapture(HttpContext context, RequestReader reader, long began) : ISurroundings
{
    private readonly Lock gate = new();
    private readonly RequestReader reader = reader;

    // Guarded by the gate; null when the request is over.
    private HttpContext? context = context;
    private RequestFacts? last;
    private Endpoint? endpoint;

    /// <summary>When it began, by the clock's timestamp.</summary>
    public long Began { get; } = began;

    /// <summary>Who signed in during the request, which began without.</summary>
    public ClaimsPrincipal? SignedIn { get; set; }

    /// <summary>Whether somebody was told to have signed out.</summary>
    public bool IsSignedOut { get; set; }

    /// <summary>The operation that the request's endpoint is.</summary>
    public EndpointRun? Run { get; set; }

    /// <summary>What the request's code threw.</summary>
    public Exception? Exception { get; set; }

    /// <summary>Why it was refused, as far as anybody said so.</summary>
    public RefusalNotes Refusal { get; } = new();

    /// <summary>Whether the rate limiter rejected it.</summary>
    public bool IsRateLimited { get; set; }

    /// <summary>The endpoint, the first one where a handler of errors runs the request again.</summary>
    public Endpoint? Endpoint
    {
        get
        {
            lock (gate)
            {
                return context is null ? endpoint : endpoint ??= RequestReader.EndpointOf(context);
            }
        }
    }

    /// <inheritdoc/>
    public RequestFacts Read()
    {
        lock (gate)
        {
            return context is null ? last! : Read(context); // Set before the context goes.
        }
    }

    /// <summary>The request is over: from here on, what was known at its end.</summary>
    public RequestFacts Freeze()
    {
        lock (gate)
        {
            if (context is not null)
            {
                last = Read(context);
                context = null;
            }

            return last!; // Set above.
        }
    }

    private RequestFacts Read(HttpContext request) =>
        reader.Read(request, SignedIn ?? request.User, endpoint ??= RequestReader.EndpointOf(request), Run?.OperationId);
}
