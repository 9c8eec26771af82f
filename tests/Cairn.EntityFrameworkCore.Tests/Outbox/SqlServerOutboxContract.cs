using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Data.SqlClient;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>The contract on a SQL Server, run by one test: without a server there is nothing to skip.</summary>
internal sealed class SqlServerOutboxContract : EntityOutboxContract
{
    private readonly string connection = new SqlConnectionStringBuilder(Environment.GetEnvironmentVariable("CAIRN_TEST_SQLSERVER"))
    {
        InitialCatalog = $"cairn_ef_{Guid.NewGuid():N}",
    }.ConnectionString;

    /// <summary>Every test of the contract, each on a database of its own.</summary>
    public static async Task RunAsync()
    {
        foreach (var method in typeof(SqlServerOutboxContract).GetMethods().Where(
            m => m.GetCustomAttributes<FactAttribute>(inherit: true).Any()))
        {
            var steps = method.GetCustomAttributes<InlineDataAttribute>(inherit: true).Select(d => d.Data).DefaultIfEmpty([]);
            foreach (var arguments in steps)
            {
                await using var contract = new SqlServerOutboxContract();
                await contract.InitializeAsync();
                await (Task)method.Invoke(contract, arguments)!; // Tests of the contract return one.
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await using var context = OpenApplication();
        await context.Database.EnsureDeletedAsync();
    }

    private protected override OutboxShopContext OpenApplication() =>
        new(new DbContextOptionsBuilder<OutboxShopContext>().UseSqlServer(connection).UseCairn().Options);
}
