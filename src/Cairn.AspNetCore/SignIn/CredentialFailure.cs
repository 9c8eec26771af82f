namespace Cairn.AspNetCore.SignIn;

/// <summary>Why a credential was refused, in a word. The types are told by name: their packages are not everybody's.</summary>
internal static class CredentialFailure
{
    private const string Invalid = "invalid";

    public static string WhyOf(Exception? failure)
    {
        for (var e = failure; e is not null; e = (e as AggregateException)?.InnerExceptions.FirstOrDefault() ?? e.InnerException)
        {
            if (Word(e) is { } word)
            {
                return word;
            }
        }

        return Invalid;
    }

    private static string? Word(Exception e) => e.GetType().Name switch
    {
        "SecurityTokenExpiredException" => "expired",
        "SecurityTokenNotYetValidException" => "not_yet_valid",
        "SecurityTokenInvalidAudienceException" => "audience",
        "SecurityTokenInvalidIssuerException" => "issuer",
        "SecurityTokenInvalidSignatureException" or "SecurityTokenSignatureKeyNotFoundException"
        or "SecurityTokenInvalidSigningKeyException" => "signature",
        "SecurityTokenInvalidLifetimeException" => "lifetime",
        _ when e.Message is "Ticket expired" or "Token expired" => "expired", // ASP.NET Core's cookies and bearer tokens.
        _ => null,
    };
}
