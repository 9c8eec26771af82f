using System.Security.Claims;
using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Identity;

/// <summary>
/// Records what ASP.NET Core Identity does to accounts. What goes wrong while it is told costs the telling, never the act.
/// </summary>
/// <param name="services">The request's.</param>
internal sealed class IdentityTelling(IServiceProvider services)
{
    private readonly IAuditLog audit = services.GetRequiredService<IAuditLog>();
    private readonly RequestFlow? flow = services.GetService<RequestFlow>();

    /// <summary>Tells an act on an account.</summary>
    /// <param name="manager">The host's.</param>
    /// <param name="user">The account.</param>
    /// <param name="action">What was done.</param>
    /// <param name="result">How it ended; <see langword="null"/>: well.</param>
    /// <param name="change">Adds what it changed.</param>
    public async Task TellAsync<TUser>(
        UserManager<TUser> manager,
        TUser user,
        AuditAction action,
        IdentityResult? result = null,
        Func<AuditEvent, AuditEvent>? change = null)
        where TUser : class
    {
        try
        {
            var person = await PersonAsync(manager, user).ConfigureAwait(false);
            var e = action.On("user", person.Id, person.Name);
            e = IsAnonymous ? e.By(person) : e; // Nobody else is signed in: whoever holds the account does it.
            audit.Record(Ended(change?.Invoke(e) ?? e, result));
        }
        catch (Exception failure)
        {
            services.GetService<CaptureFailures>()?.Tell("ASP.NET Core Identity", failure);
        }
    }

    /// <summary>
    /// Tells an attempt that named an account. The entry's leaf is the same whether there is one of that name or not; the name stands in a
    /// disclosure, for it may be a password typed into the wrong field. Where there is such an account, the disclosure is about its owner,
    /// and goes when that person is forgotten.
    /// </summary>
    /// <param name="action">What was attempted.</param>
    /// <param name="tried">The name.</param>
    /// <param name="ownerId">The account's id, where there is one.</param>
    /// <param name="why">Why it failed, in words.</param>
    public void Failed(AuditAction action, string? tried, string? ownerId, string why)
    {
        var e = action.By(AuditActor.Anonymous).On("account", null, tried).Failed(why);
        audit.Record(ownerId is null || tried is null ? e : e with { Personal = [new("/targets/0/name", new("user", ownerId))] });
    }

    public static async Task<AuditActor> PersonAsync<TUser>(UserManager<TUser> manager, TUser user)
        where TUser : class
    {
        var id = await manager.GetUserIdAsync(user).ConfigureAwait(false);
        return new("user", id)
        {
            Name = await manager.GetUserNameAsync(user).ConfigureAwait(false),
            Email = manager.SupportsUserEmail ? await manager.GetEmailAsync(user).ConfigureAwait(false) : null,
        };
    }

    /// <summary>What Identity says of a failure: codes of the host's, and no text of a user's.</summary>
    public static string Why(IdentityResult result) => string.Join(", ", result.Errors.Select(e => e.Code));

    private bool IsAnonymous => flow?.Current?.Read().Actor is not { } actor || actor == AuditActor.Anonymous;

    private static AuditEvent Ended(AuditEvent e, IdentityResult? result) => result is { Succeeded: false } ? e.Failed(Why(result)) : e;
}
