using System.Runtime.CompilerServices;
using Cairn.Testing;

namespace Cairn.Postgres.Tests;

public sealed class SchemaTests
{
    [Fact]
    public async Task A_fresh_schema_is_the_approved_one()
    {
        await using var database = await TestDatabase.MigratedAsync();
        await using var connection = await database.Superuser.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var found = SchemaDescription.Format(await SchemaDescription.ReadAsync(connection, TestContext.Current.CancellationToken), SchemaRoles.WithPrefix(database.Prefix));
        var file = Path.Combine(Repository.Root(Here()), "src", "Cairn.Postgres", "Schema", "schema.txt");
        if (Environment.GetEnvironmentVariable("CAIRN_APPROVE_API") == "1")
        {
            await File.WriteAllTextAsync(file, found, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), found);
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
