using Cairn.Samples.Clinic.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cairn.Samples.Clinic;

/// <summary>Makes the application's own tables, and its first administrator.</summary>
internal static class ClinicDatabase
{
    public const string Administrator = "admin@clinic.example";
    public const string Password = "Change-me-1";

    public static async Task PrepareAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ClinicContext>();
        await MakeTablesAsync(context);

        var (users, roles) = (
            scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>(),
            scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>());
        if (await users.FindByNameAsync(Administrator) is null)
        {
            await roles.CreateAsync(new("administrator"));
            var administrator = new IdentityUser(Administrator) { Email = Administrator };
            await users.CreateAsync(administrator, Password);
            await users.AddToRoleAsync(administrator, "administrator");
        }
    }

    // The log may be in the same database already, so that it is not empty. A real application has migrations here.
    private static async Task MakeTablesAsync(ClinicContext context)
    {
        var creator = context.GetService<IRelationalDatabaseCreator>();
        var isMade = context.Database.IsNpgsql()
            ? await context.Database.SqlQuery<bool>($"""SELECT to_regclass('"Appointments"') IS NOT NULL AS "Value" """).SingleAsync()
            : await creator.ExistsAsync();
        if (isMade)
        {
            return;
        }

        if (!await creator.ExistsAsync())
        {
            await creator.CreateAsync();
        }

        await creator.CreateTablesAsync();
    }
}
