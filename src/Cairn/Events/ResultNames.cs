namespace Cairn.Events;

/// <summary>The four results and their names.</summary>
internal static class ResultNames
{
    public static string Name(AuditResult result) => result switch
    {
        AuditResult.Success => "success",
        AuditResult.Failure => "failure",
        AuditResult.Denied => "denied",
        AuditResult.Unfinished => "unfinished",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "A result is success, failure, denied or unfinished."),
    };

    /// <summary>The name, and of what is no result its number: so that an event that is refused for it can be written out.</summary>
    public static string Spelled(AuditResult result) =>
        result is >= AuditResult.Success and <= AuditResult.Unfinished
            ? Name(result)
            : ((int)result).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static bool TryParse(string name, out AuditResult result)
    {
        (var known, result) = name switch
        {
            "success" => (true, AuditResult.Success),
            "failure" => (true, AuditResult.Failure),
            "denied" => (true, AuditResult.Denied),
            "unfinished" => (true, AuditResult.Unfinished),
            _ => (false, default),
        };
        return known;
    }
}
