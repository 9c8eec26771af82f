using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Cairn.Server.Serving;

/// <summary>
/// The cookie of a browser that signed in: the key or token itself, encrypted, so that revoking a key ends its sessions. No script sees it,
/// and no other site's page sends it.
/// </summary>
internal sealed class SignInCookie(IDataProtectionProvider protection)
{
    private const string Name = "cairn_session";

    // A working day: then the key is asked for again.
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Cairn.SignIn.v1").ToTimeLimitedDataProtector();

    /// <summary>The key or token; <see langword="null"/>: nobody signed in, or too long ago.</summary>
    public string? Read(HttpRequest request)
    {
        try
        {
            return request.Cookies[Name] is { Length: > 0 } value ? protector.Unprotect(value) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Write(HttpContext context, string token) =>
        context.Response.Cookies.Append(Name, protector.Protect(token, Lasts), Options(context));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        IsEssential = true,
        Path = "/",
    };
}
