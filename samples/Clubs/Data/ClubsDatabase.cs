using Cairn.Samples.Clubs.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cairn.Samples.Clubs.Data;

/// <summary>
/// Makes the database as its owner: tables, rights, and the log's schema. The application itself runs under the login
/// <c>clubs_app</c>, which can change none of that.
/// </summary>
internal static class ClubsDatabase
{
    private const string Local = "Host=127.0.0.1;Username=postgres;Password=postgres;Database=clubs";

    /// <summary>The application's own connection, when all is made.</summary>
    public static async Task<string> PrepareAsync(IConfiguration configuration)
    {
        var owner = configuration.GetConnectionString("Owner") ?? Local;
        var password = configuration["AppPassword"] ?? "clubs-app";
        try
        {
            await MakeAsync(owner, password, configuration.GetValue("MigrateLog", true));
        }
        catch (NpgsqlException e) when (configuration.GetConnectionString("Owner") is null)
        {
            throw new InvalidOperationException(
                $"The clubs need a PostgreSQL server: {e.Message}. Start one "
                + "(docker run -e POSTGRES_PASSWORD=postgres -p 5432:5432 postgres), "
                + "or name yours: --ConnectionStrings:Owner \"Host=…;Username=…;Password=…;Database=clubs\"",
                e);
        }

        return new NpgsqlConnectionStringBuilder(owner) { Username = "clubs_app", Password = password }.ConnectionString;
    }

    private static async Task MakeAsync(string owner, string password, bool migrateLog)
    {
        await using var context = new ClubsContext(new DbContextOptionsBuilder<ClubsContext>().UseNpgsql(owner).Options);
        var creator = context.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync())
        {
            await creator.CreateAsync();
        }

        if (!await context.Database.SqlQuery<bool>($"""SELECT to_regclass('club."Items"') IS NOT NULL AS "Value" """).SingleAsync())
        {
            await creator.CreateTablesAsync(); // A real application has migrations here.
        }

        if (migrateLog)
        {
            await CairnPostgres.MigrateAsync(owner);
        }

        await using var source = NpgsqlDataSource.Create(owner);
        await MakeLoginAsync(source, password);
        await using var rights = source.CreateCommand(Rights());
        await rights.ExecuteNonQueryAsync();
        foreach (var (club, facility) in ClubAccess.Facilities)
        {
            await using var row = source.CreateCommand("INSERT INTO club.facilities VALUES ($1, $2) ON CONFLICT DO NOTHING");
            row.Parameters.Add(new() { Value = club });
            row.Parameters.Add(new() { Value = facility });
            await row.ExecuteNonQueryAsync();
        }
    }

    // A role's password is no parameter: the server quotes it.
    private static async Task MakeLoginAsync(NpgsqlDataSource source, string password)
    {
        await using var statement = source.CreateCommand(
            """
            SELECT pg_catalog.format('%s ROLE clubs_app LOGIN PASSWORD %L',
              CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'clubs_app') THEN 'ALTER' ELSE 'CREATE' END, $1::text)
            """);
        statement.Parameters.Add(new() { Value = password });
        await using var login = source.CreateCommand((string)(await statement.ExecuteScalarAsync())!); // format() gives a text.
        await login.ExecuteNonQueryAsync();
    }

    private static string Rights()
    {
        using var stream = typeof(ClubsDatabase).Assembly.GetManifestResourceStream("rights.sql")!; // Embedded in this assembly.
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
