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
}
