using Microsoft.AspNetCore.Authorization;

namespace Cairn.AspNetCore.Refusals;

/// <summary>Why a request was refused, as the parts of the host tell it on the way.</summary>
internal sealed class RefusalNotes
{
    private readonly Lock gate = new();
    private List<FailedCredential>? credentials;

    /// <summary>The last authorization that failed.</summary>
    public FailedAuthorization? Authorization { get; set; }

    /// <summary>401 or 403: what it is where a redirection hides it from the client.</summary>
    public int? Hidden { get; set; }

    /// <summary>Credentials that were not accepted.</summary>
    public IReadOnlyList<FailedCredential> Credentials => credentials ?? [];

    /// <summary>Adds one; a scheme is told once.</summary>
    public void Add(FailedCredential credential)
    {
        lock (gate)
        {
            credentials ??= [];
            if (!credentials.Exists(c => c.Scheme == credential.Scheme))
            {
                credentials.Add(credential);
            }
        }
    }
}

/// <summary>A credential that was not accepted.</summary>
/// <param name="Scheme">The authentication scheme.</param>
/// <param name="Why">Why, in a word.</param>
internal sealed record FailedCredential(string Scheme, string Why);

/// <summary>An authorization that failed.</summary>
/// <param name="Policy">The policy's name, where it has one.</param>
/// <param name="Requirements">What was not met.</param>
/// <param name="Reasons">What the handlers say.</param>
internal sealed record FailedAuthorization(string? Policy, IReadOnlyList<string> Requirements, IReadOnlyList<string> Reasons)
{
    public static FailedAuthorization Of(string? policy, AuthorizationFailure? failure, IEnumerable<IAuthorizationRequirement> asked) =>
        new(
            policy,
            [.. (failure is { FailCalled: false } ? failure.FailedRequirements : asked).Select(Told).Distinct(StringComparer.Ordinal)],
            [.. (failure?.FailureReasons ?? []).Select(r => r.Message).Distinct(StringComparer.Ordinal)]);

    // Those of the framework say what they ask for; of others the type is a fact.
    private static string Told(IAuthorizationRequirement requirement)
    {
        var (text, type) = (requirement.ToString() ?? "", requirement.GetType());
        return text == type.ToString() || text.Length == 0 ? type.Name : text;
    }
}
