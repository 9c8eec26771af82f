using Cairn.Contracts;
using Cairn.Entries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.Sqlite.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task Two_lines_give_an_application_its_audit_log()
    {
        using var folder = new TempFolder();
        var services = new ServiceCollection();
        services.AddCairn(cairn => cairn.UseSqlite(folder.File("audit.db")));
        services.AddSingleton<IAuditEnricher, HostName>();
        await using (var provider = services.BuildServiceProvider())
        {
            foreach (var hosted in provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            {
                await hosted.StartingAsync(TestContext.Current.CancellationToken);
            }

            var receipt = await provider.GetRequiredService<IAuditLog>().RecordAsync(
                StandardActions.LoginSucceeded.By(AuditActor.User("u0")), TestContext.Current.CancellationToken);
            var entry = await provider.GetRequiredService<IAuditReader>().FindAsync(receipt.Id, TestContext.Current.CancellationToken);
            Assert.Equal(receipt, entry?.Receipt);
            provider.GetRequiredService<IAuditLog>().Record(StandardActions.LoginSucceeded.By(AuditActor.User("u1")));
        }

        await using var store = SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadOnly);
        var log = Assert.Single(await store.ListLogsAsync(TestContext.Current.CancellationToken));
        var entries = await store.ReadEntriesAsync(log, 0, 10, TestContext.Current.CancellationToken);
        Assert.Equal(2, entries.Count);
        // What is registered as a service enriches.
        Assert.All(entries, entry => Assert.Equal("host-1", LeafReader.Parse(entry.Leaf.Span).Source));
    }

    [Fact]
    public void Without_a_store_the_start_says_which_line_is_missing() =>
        Assert.Contains(
            "UseSqlite",
            Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddCairn(_ => { })).Message,
            StringComparison.Ordinal);

    private sealed class HostName : IAuditEnricher
    {
        public AuditAmbient? Enrich(AuditEvent auditEvent, string? tenant) => new() { Context = new() { Source = "host-1" } };
    }
}
