using System.Reflection;

namespace Cairn;

/// <summary>How an action ended.</summary>
public enum AuditResult
{
    /// <summary>It was done.</summary>
    Success,

    /// <summary>It was tried and did not work.</summary>
    Failure,

    /// <summary>It was not allowed.</summary>
    Denied,

    /// <summary>Its end is not known: the answer never came.</summary>
    Unfinished,
}

/// <summary>How an action ended, with a code for machines and an error for people.</summary>
/// <param name="Result">Success, failure, denied or unfinished.</param>
/// <param name="Code">A short code; it stands in the leaf.</param>
/// <param name="Error">What went wrong, in words; it stands in a deletable disclosure.</param>
public sealed record AuditOutcome(AuditResult Result, string? Code = null, string? Error = null)
{
    /// <summary>It was done.</summary>
    public static AuditOutcome Success { get; } = new(AuditResult.Success);

    /// <summary>It failed with this exception: its type's name is the code, its message the error. Never throws.</summary>
    public static AuditOutcome Failure(Exception exception)
    {
        // What wraps one exception says less than it.
        while (exception is AggregateException { InnerExceptions: [_] } or TargetInvocationException { InnerException: not null })
        {
            exception = exception.InnerException!; // Of an aggregate it is the first.
        }

        return exception is null ? new(AuditResult.Failure) : new(AuditResult.Failure, exception.GetType().Name, MessageOf(exception));
    }

    private static string? MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return null; // The application's own property.
        }
    }
}
