using Microsoft.AspNetCore.Identity;

namespace Cairn.Samples.Clubs;

/// <summary>Sign-up, sign-in and forgotten passwords, as ASP.NET Core Identity does them. Nothing here speaks of auditing.</summary>
internal static class AccountRoutes
{
    public static void MapAccounts(this WebApplication app)
    {
        var accounts = app.MapGroup("/account");
        accounts.MapPost("/sign-up", async (Credentials given, UserManager<IdentityUser> users) =>
            Answer(await users.CreateAsync(new(given.Email) { Email = given.Email }, given.Password)));
        accounts.MapPost("/sign-in", async (Credentials given, SignInManager<IdentityUser> signIn) =>
            (await signIn.PasswordSignInAsync(given.Email, given.Password, isPersistent: false, lockoutOnFailure: true)).Succeeded
                ? Results.NoContent()
                : Results.Unauthorized());
        accounts.MapPost("/sign-out", (SignInManager<IdentityUser> signIn) => signIn.SignOutAsync());
        accounts.MapPost("/forgot-password", async (Forgotten given, UserManager<IdentityUser> users) =>
        {
            if (await users.FindByEmailAsync(given.Email) is { } user)
            {
                // A real application sends a mail. The console takes its place.
                var token = await users.GeneratePasswordResetTokenAsync(user);
                Console.WriteLine($"Mail to {given.Email}: your code to reset the password is {token}");
            }

            return Results.Accepted(); // Whether there is such an account is nobody's business.
        });
        accounts.MapPost("/reset-password", async (Reset given, UserManager<IdentityUser> users) =>
            await users.FindByEmailAsync(given.Email) is { } user
                ? Answer(await users.ResetPasswordAsync(user, given.Token, given.Password))
                : Results.BadRequest());
    }

    private static IResult Answer(IdentityResult result) =>
        result.Succeeded ? Results.NoContent() : Results.BadRequest(result.Errors.Select(error => error.Code));

    internal sealed record Credentials(string Email, string Password);

    internal sealed record Forgotten(string Email);

    internal sealed record Reset(string Email, string Token, string Password);
}
