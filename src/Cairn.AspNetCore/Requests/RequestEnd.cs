using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cairn.AspNetCore.Requests;

/// <summary>How a request ended, as its client saw it.</summary>
internal sealed record RequestEnd
{
    private const string PermissionDenied = "7", Unauthenticated = "16", Gone = "499";

    private RequestEnd()
    {
    }

    public required int Status { get; init; }

    /// <summary>The status of a gRPC call that failed: HTTP says 200 then.</summary>
    public string? Grpc { get; private init; }

    public Exception? Exception { get; private init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Whether the client was gone before the end.</summary>
    public bool IsAborted { get; private init; }

    /// <summary>Whether the client was refused.</summary>
    public bool IsDenied => Status is 401 or 403 || Grpc is PermissionDenied or Unauthenticated;

    /// <summary>Whether the host did not do its part.</summary>
    public bool IsBroken => Exception is not null && !IsAborted && Status >= 500;

    /// <summary>The status as a code.</summary>
    public string Code => Grpc is { } grpc ? $"grpc-{grpc}" : Status.ToString(CultureInfo.InvariantCulture);

    /// <param name="context">The request.</param>
    /// <param name="exception">What its code threw.</param>
    /// <param name="isThrown">Whether that left the application, so that the server answers for it.</param>
    /// <param name="duration">How long it took.</param>
    public static RequestEnd Of(HttpContext context, Exception? exception, bool isThrown, TimeSpan duration)
    {
        var aborted = context.RequestAborted.IsCancellationRequested;
        var status = context.Response.StatusCode;
        return new()
        {
            Status = !isThrown ? status : aborted ? StatusCodes.Status499ClientClosedRequest : Thrown(exception),
            Grpc = GrpcStatus(context),
            Exception = exception,
            Duration = duration,
            IsAborted = aborted,
        };
    }

    /// <summary>What became of the action that the request asked for.</summary>
    public AuditOutcome Outcome()
    {
        if (IsDenied)
        {
            return new(AuditResult.Denied, Code, Error);
        }

        if (Exception is null && Status < 400 && Grpc is null)
        {
            return AuditOutcome.Success;
        }

        if (Exception is not { } thrown)
        {
            return new(AuditResult.Failure, Code);
        }

        if (IsAborted)
        {
            return new(AuditResult.Failure, Gone, Error);
        }

        // A status of the host's own says more than the type of what it handled.
        return Grpc is null && Status is < 400 or StatusCodes.Status500InternalServerError
            ? AuditOutcome.Failure(thrown)
            : new(AuditResult.Failure, Code, Error);
    }

    private string? Error => Exception is { } e ? AuditOutcome.Failure(e).Error : null;

    // As the server answers.
    private static int Thrown(Exception? exception) =>
        exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;

    private static string? GrpcStatus(HttpContext context)
    {
        if (context.Response.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var status = trailers is not null && trailers.TryGetValue("grpc-status", out var trailed)
            ? trailed.ToString()
            : context.Response.Headers["grpc-status"].ToString();
        return status is "" or "0" ? null : status;
    }
}
