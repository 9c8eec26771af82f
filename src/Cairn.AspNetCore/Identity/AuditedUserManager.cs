using System.Security.Claims;
using Cairn.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cairn;

/// <summary>
/// ASP.NET Core Identity's manager of users, which records what is done to accounts: sign-ups, passwords reset and changed, e-mail
/// addresses confirmed, two-factor sign-in, roles, claims, logins at other providers, locks and deletions. An application with a manager of
/// its own derives it from this one.
/// </summary>
/// <typeparam name="TUser">The application's type of users.</typeparam>
public class AuditedUserManager<TUser> : UserManager<TUser>
    where TUser : class
{
    private readonly IdentityTelling telling;

    /// <summary>What the container gives.</summary>
    public AuditedUserManager(
        IUserStore<TUser> store,
        IOptions<IdentityOptions> optionsAccessor,
        IPasswordHasher<TUser> passwordHasher,
        IEnumerable<IUserValidator<TUser>> userValidators,
        IEnumerable<IPasswordValidator<TUser>> passwordValidators,
        ILookupNormalizer keyNormalizer,
        IdentityErrorDescriber errors,
        IServiceProvider services,
        ILogger<UserManager<TUser>> logger)
        : base(store, optionsAccessor, passwordHasher, userValidators, passwordValidators, keyNormalizer, errors, services, logger) =>
        telling = new(services);

    /// <inheritdoc/>
    public override async Task<IdentityResult> CreateAsync(TUser user)
    {
        var result = await base.CreateAsync(user).ConfigureAwait(false);
        if (result.Succeeded)
        {
            await telling.TellAsync(this, user, StandardActions.SignupSucceeded).ConfigureAwait(false);
        }
        else
        {
            await NotCreatedAsync(user, result).ConfigureAwait(false);
        }

        return result;
    }

    /// <inheritdoc/>
    public override async Task<IdentityResult> CreateAsync(TUser user, string password)
    {
        var result = await base.CreateAsync(user, password).ConfigureAwait(false); // Calls the other one when the password will do.
        if (!result.Succeeded && await GetPasswordHashAsync(user).ConfigureAwait(false) is null)
        {
            await NotCreatedAsync(user, result).ConfigureAwait(false);
        }

        return result;
    }

    /// <inheritdoc/>
    public override async Task<IdentityResult> DeleteAsync(TUser user) =>
        await ToldAsync(user, HttpActions.AccountDeleted, base.DeleteAsync(user)).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async Task<string> GeneratePasswordResetTokenAsync(TUser user)
    {
        var token = await base.GeneratePasswordResetTokenAsync(user).ConfigureAwait(false);
        await telling.TellAsync(this, user, StandardActions.PasswordResetRequested).ConfigureAwait(false);
        return token;
    }

    /// <inheritdoc/>
    public override Task<IdentityResult> ResetPasswordAsync(TUser user, string token, string newPassword) =>
        ToldAsync(user, StandardActions.PasswordResetCompleted, base.ResetPasswordAsync(user, token, newPassword));

    /// <inheritdoc/>
    public override Task<IdentityResult> ChangePasswordAsync(TUser user, string currentPassword, string newPassword) =>
        ToldAsync(user, HttpActions.PasswordChanged, base.ChangePasswordAsync(user, currentPassword, newPassword));

    /// <inheritdoc/>
    public override Task<IdentityResult> AddPasswordAsync(TUser user, string password) =>
        ToldAsync(user, HttpActions.PasswordChanged, base.AddPasswordAsync(user, password));

    /// <inheritdoc/>
    public override Task<IdentityResult> ConfirmEmailAsync(TUser user, string token) =>
        ToldAsync(user, HttpActions.EmailConfirmed, base.ConfirmEmailAsync(user, token));

    /// <inheritdoc/>
    public override async Task<IdentityResult> ChangeEmailAsync(TUser user, string newEmail, string token)
    {
        var before = await GetEmailAsync(user).ConfigureAwait(false);
        return await ToldAsync(
            user,
            HttpActions.EmailConfirmed,
            base.ChangeEmailAsync(user, newEmail, token),
            e => e.Change("email", before, newEmail)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<IdentityResult> SetTwoFactorEnabledAsync(TUser user, bool enabled)
    {
        var before = await GetTwoFactorEnabledAsync(user).ConfigureAwait(false);
        return await ToldAsync(
            user,
            HttpActions.TwoFactorChanged,
            base.SetTwoFactorEnabledAsync(user, enabled),
            e => e.Change("two_factor", before, enabled)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<IdentityResult> AddToRoleAsync(TUser user, string role) => RolesAsync(user, () => base.AddToRoleAsync(user, role));

    /// <inheritdoc/>
    public override Task<IdentityResult> AddToRolesAsync(TUser user, IEnumerable<string> roles) =>
        RolesAsync(user, () => base.AddToRolesAsync(user, roles));

    /// <inheritdoc/>
    public override Task<IdentityResult> RemoveFromRoleAsync(TUser user, string role) =>
        RolesAsync(user, () => base.RemoveFromRoleAsync(user, role));

    /// <inheritdoc/>
    public override Task<IdentityResult> RemoveFromRolesAsync(TUser user, IEnumerable<string> roles) =>
        RolesAsync(user, () => base.RemoveFromRolesAsync(user, roles));

    /// <inheritdoc/>
    public override Task<IdentityResult> AddClaimsAsync(TUser user, IEnumerable<Claim> claims)
    {
        var added = claims.ToList();
        return ToldAsync(
            user,
            HttpActions.ClaimsChanged,
            base.AddClaimsAsync(user, added),
            e => added.Aggregate(e, (x, c) => x.Change(c.Type, null, c.Value)));
    }

    /// <inheritdoc/>
    public override Task<IdentityResult> RemoveClaimsAsync(TUser user, IEnumerable<Claim> claims)
    {
        var removed = claims.ToList();
        return ToldAsync(
            user,
            HttpActions.ClaimsChanged,
            base.RemoveClaimsAsync(user, removed),
            e => removed.Aggregate(e, (x, c) => x.Change(c.Type, c.Value, null)));
    }

    /// <inheritdoc/>
    public override Task<IdentityResult> ReplaceClaimAsync(TUser user, Claim claim, Claim newClaim) =>
        ToldAsync(
            user,
            HttpActions.ClaimsChanged,
            base.ReplaceClaimAsync(user, claim, newClaim),
            e => e.Change(newClaim.Type, claim.Value, newClaim.Value));

    /// <inheritdoc/>
    public override Task<IdentityResult> AddLoginAsync(TUser user, UserLoginInfo login) =>
        ToldAsync(user, StandardActions.OAuthConnected, base.AddLoginAsync(user, login), e => e.On("provider", login.LoginProvider));

    /// <inheritdoc/>
    public override Task<IdentityResult> RemoveLoginAsync(TUser user, string loginProvider, string providerKey) =>
        ToldAsync(
            user,
            StandardActions.OAuthDisconnected,
            base.RemoveLoginAsync(user, loginProvider, providerKey),
            e => e.On("provider", loginProvider));

    /// <inheritdoc/>
    public override async Task<IdentityResult> AccessFailedAsync(TUser user)
    {
        var result = await base.AccessFailedAsync(user).ConfigureAwait(false);
        if (result.Succeeded && await IsLockedOutAsync(user).ConfigureAwait(false))
        {
            // Whoever tried is not known.
            await telling.TellAsync(this, user, HttpActions.LockedOut, change: e => e.By(AuditActor.Anonymous)).ConfigureAwait(false);
        }

        return result;
    }

    /// <inheritdoc/>
    public override Task<IdentityResult> SetLockoutEndDateAsync(TUser user, DateTimeOffset? lockoutEnd) =>
        ToldAsync(
            user,
            lockoutEnd > DateTimeOffset.UtcNow ? HttpActions.LockedOut : HttpActions.Unlocked,
            base.SetLockoutEndDateAsync(user, lockoutEnd));

    private async Task<IdentityResult> ToldAsync(
        TUser user,
        AuditAction action,
        Task<IdentityResult> act,
        Func<AuditEvent, AuditEvent>? change = null)
    {
        var result = await act.ConfigureAwait(false);
        await telling.TellAsync(this, user, action, result, change).ConfigureAwait(false);
        return result;
    }

    private async Task<IdentityResult> RolesAsync(TUser user, Func<Task<IdentityResult>> act)
    {
        var before = await RolesAsync(user).ConfigureAwait(false);
        var result = await act().ConfigureAwait(false);
        var after = result.Succeeded ? await RolesAsync(user).ConfigureAwait(false) : before;
        await telling.TellAsync(
            this, user, StandardActions.RoleChanged, result, e => e.Change("role", before, after)).ConfigureAwait(false);
        return result;
    }

    private async Task<string> RolesAsync(TUser user) =>
        string.Join(',', (await GetRolesAsync(user).ConfigureAwait(false)).Order(StringComparer.Ordinal));

    private async Task<string?> GetPasswordHashAsync(TUser user) =>
        Store is IUserPasswordStore<TUser> passwords
            ? await passwords.GetPasswordHashAsync(user, CancellationToken).ConfigureAwait(false)
            : null;

    private async Task NotCreatedAsync(TUser user, IdentityResult result) =>
        telling.Failed(StandardActions.SignupFailed, await GetUserNameAsync(user).ConfigureAwait(false), null, IdentityTelling.Why(result));
}
