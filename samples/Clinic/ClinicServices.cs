using Cairn.Samples.Clinic.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cairn.Samples.Clinic;

/// <summary>What the application is made of. The lines for Cairn are the last ones.</summary>
internal static class ClinicServices
{
    public static void AddClinic(this WebApplicationBuilder builder)
    {
        // SQLite files in a folder; PostgreSQL where the setting names one.
        var folder = Directory.CreateDirectory(builder.Configuration["Data"] ?? Path.Combine(AppContext.BaseDirectory, "data")).FullName;
        var postgres = builder.Configuration.GetConnectionString("Postgres");

        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Services.AddDbContext<ClinicContext>(options =>
        {
            _ = postgres is null ? options.UseSqlite($"Data Source={Path.Combine(folder, "clinic.db")}") : options.UseNpgsql(postgres);
            options.UseCairn(); // Who changed which row, from what to what.
        });
        builder.Services.AddIdentity<IdentityUser, IdentityRole>()
            .AddEntityFrameworkStores<ClinicContext>()
            .AddDefaultTokenProviders()
            .AddCairn(); // Sign-up, failed sign-ins, password resets.
        builder.Services.ConfigureApplicationCookie(cookie =>
        {
            // An API answers with a status, not with a page.
            cookie.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
        });
        builder.Services.AddAuthorizationBuilder().AddPolicy("Administrators", policy => policy.RequireRole("administrator"));
        builder.Services.AddHealthChecks().AddCairn();

        builder.Services.AddCairn(cairn =>
        {
            _ = postgres is null ? cairn.UseSqlite(Path.Combine(folder, "audit.db")) : cairn.UsePostgres(postgres, o => o.Migrate = true);
            cairn.CaptureHttp().RelayOutbox<ClinicContext>();
        });
    }

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
