using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Cairn.AspNetCore.Tests;

/// <summary>ASP.NET Core Identity as applications have it, on SQLite in memory.</summary>
internal sealed class Accounts : IDisposable
{
    private readonly SqliteConnection database = new("Data Source=:memory:");

    public Accounts() => database.Open();

    public async Task<WebHost> StartAsync(bool isAudited = true)
    {
        var host = await WebHost.StartAsync(
            app =>
            {
                app.UseAuthentication();
                Map(app);
            },
            services: services =>
            {
                services.AddDbContext<AccountsContext>(o => o.UseSqlite(database));
                services.AddAuthorization();
                var identity = services.AddIdentity<IdentityUser, IdentityRole>(o => o.Lockout.MaxFailedAccessAttempts = 3)
                    .AddEntityFrameworkStores<AccountsContext>().AddDefaultTokenProviders();
                _ = isAudited ? identity.AddCairn() : identity;
            });
        using var scope = host.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<AccountsContext>().Database.EnsureCreatedAsync(WebHost.Cancel);
        return host;
    }

    public void Dispose() => database.Dispose();

    private static void Map(WebApplication app)
    {
        app.MapPost("/sign-up", async (string name, string password, UserManager<IdentityUser> users) =>
            Told(await users.CreateAsync(new(name) { Email = $"{name}@example.com" }, password)));
        app.MapPost("/sign-in", async (string name, string password, SignInManager<IdentityUser> signIn) =>
            (await signIn.PasswordSignInAsync(name, password, false, lockoutOnFailure: true)).Succeeded ? Results.Ok() : Results.Ok("no"));
        app.MapPost("/sign-out", (SignInManager<IdentityUser> signIn) => signIn.SignOutAsync());
        app.MapPost("/forgot", async (string name, UserManager<IdentityUser> users) => await users.GeneratePasswordResetTokenAsync(
            (await users.FindByNameAsync(name))!));
        app.MapPost("/reset", async (string name, string token, string password, UserManager<IdentityUser> users) =>
            Told(await users.ResetPasswordAsync((await users.FindByNameAsync(name))!, token, password)));
        app.MapPost("/confirm", async (string name, UserManager<IdentityUser> users) =>
        {
            var user = (await users.FindByNameAsync(name))!;
            return Told(await users.ConfirmEmailAsync(user, await users.GenerateEmailConfirmationTokenAsync(user)));
        });
        app.MapPost("/two-factor", async (string name, UserManager<IdentityUser> users) => Told(
            await users.SetTwoFactorEnabledAsync((await users.FindByNameAsync(name))!, true)));
        app.MapPost("/promote", async (string name, UserManager<IdentityUser> users, RoleManager<IdentityRole> roles) =>
        {
            await roles.CreateAsync(new("admin"));
            return Told(await users.AddToRoleAsync((await users.FindByNameAsync(name))!, "admin"));
        });
        app.MapPost("/claim", async (string name, UserManager<IdentityUser> users) => Told(
            await users.AddClaimAsync((await users.FindByNameAsync(name))!, new("club", "north"))));
    }

    private static string Told(IdentityResult result) => result.Succeeded ? "yes" : "no";

    internal sealed class AccountsContext(DbContextOptions<AccountsContext> options) : IdentityDbContext(options);
}
