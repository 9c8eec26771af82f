using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Cairn.Samples.Workspace;

/// <summary>Signs in the programs that call the back end, each by a secret of its own: <c>Authorization: Bearer …</c>.</summary>
internal sealed class Callers(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IConfiguration configuration)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Secret = "Secret";

    private const string Bearer = "Bearer ";

    public static readonly IReadOnlyList<string> Names = ["chat", "portal", "operator"];

    /// <summary>Operators ask across all workspaces; nobody else asks.</summary>
    public static AuditAccess? AccessOf(HttpContext context) => !context.User.IsInRole("operator") ? null : new()
    {
        Actor = AuditActor.Service("operator"),
        Roles = [AuditRole.Operator],
        AllTenants = true,
    };

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Bearer, StringComparison.Ordinal))
        {
            return AuthenticateResult.NoResult();
        }

        var given = Hash(header[Bearer.Length..]);
        return Names.FirstOrDefault(n => configuration[$"Secrets:{n}"] is { Length: > 0 } secret
            && CryptographicOperations.FixedTimeEquals(given, Hash(secret))) is { } name
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(
                [new("client_id", name), new(ClaimTypes.Role, name)], Scheme.Name)), Scheme.Name))
            : AuthenticateResult.Fail("The secret is nobody's.");
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
