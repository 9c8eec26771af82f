using Cairn.AspNetCore.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cairn;

/// <summary>
/// ASP.NET Core Identity's manager of sign-ins, which records those that fail, with the account that was tried. Sign-ins that succeed, and
/// sign-outs, are recorded by the capture itself. An application with a manager of its own derives it from this one.
/// </summary>
/// <typeparam name="TUser">The application's type of users.</typeparam>
public class AuditedSignInManager<TUser> : SignInManager<TUser>
    where TUser : class
{
    private readonly IdentityTelling telling;
    private bool isTold;

    /// <summary>What the container gives.</summary>
    public AuditedSignInManager(
        UserManager<TUser> userManager,
        IHttpContextAccessor contextAccessor,
        IUserClaimsPrincipalFactory<TUser> claimsFactory,
        IOptions<IdentityOptions> optionsAccessor,
        ILogger<SignInManager<TUser>> logger,
        IAuthenticationSchemeProvider schemes,
        IUserConfirmation<TUser> confirmation,
        IServiceProvider services)
        : base(userManager, contextAccessor, claimsFactory, optionsAccessor, logger, schemes, confirmation) => telling = new(services);

    /// <inheritdoc/>
    public override async Task<SignInResult> PasswordSignInAsync(string userName, string password, bool isPersistent, bool lockoutOnFailure)
    {
        isTold = false;
        var result = await base.PasswordSignInAsync(userName, password, isPersistent, lockoutOnFailure).ConfigureAwait(false);
        if (!result.Succeeded && !result.RequiresTwoFactor && !isTold)
        {
            telling.Failed(StandardActions.LoginFailed, userName, null, Why(result)); // There is no such account.
        }

        return result;
    }

    /// <inheritdoc/>
    public override async Task<SignInResult> CheckPasswordSignInAsync(TUser user, string password, bool lockoutOnFailure)
    {
        var result = await base.CheckPasswordSignInAsync(user, password, lockoutOnFailure).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            await FailedAsync(user, Why(result)).ConfigureAwait(false);
        }

        return result;
    }

    /// <inheritdoc/>
    public override Task<SignInResult> TwoFactorSignInAsync(string provider, string code, bool isPersistent, bool rememberClient) =>
        SecondFactorAsync(() => base.TwoFactorSignInAsync(provider, code, isPersistent, rememberClient));

    /// <inheritdoc/>
    public override Task<SignInResult> TwoFactorAuthenticatorSignInAsync(string code, bool isPersistent, bool rememberClient) =>
        SecondFactorAsync(() => base.TwoFactorAuthenticatorSignInAsync(code, isPersistent, rememberClient));

    /// <inheritdoc/>
    public override Task<SignInResult> TwoFactorRecoveryCodeSignInAsync(string recoveryCode) =>
        SecondFactorAsync(() => base.TwoFactorRecoveryCodeSignInAsync(recoveryCode));

    private async Task<SignInResult> SecondFactorAsync(Func<Task<SignInResult>> signIn)
    {
        var user = await GetTwoFactorAuthenticationUserAsync().ConfigureAwait(false);
        var result = await signIn().ConfigureAwait(false);
        if (!result.Succeeded && user is not null)
        {
            await FailedAsync(user, result == SignInResult.Failed ? "the second factor is wrong" : Why(result)).ConfigureAwait(false);
        }

        return result;
    }

    private async Task FailedAsync(TUser user, string why)
    {
        isTold = true;
        var person = await IdentityTelling.PersonAsync(UserManager, user).ConfigureAwait(false);
        telling.Failed(StandardActions.LoginFailed, person.Name, person.Id, why);
    }

    private static string Why(SignInResult result) =>
        result.IsLockedOut ? "the account is locked"
            : result.IsNotAllowed ? "the account may not sign in"
            : "the name or the password is wrong";
}
