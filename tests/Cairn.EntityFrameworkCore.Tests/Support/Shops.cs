using System.Text;
using Cairn.Intake;
using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>A shop in a database of its own, whose context records into a fake log.</summary>
internal sealed class TestShop : IAsyncDisposable
{
    private readonly Action<EntityCaptureOptions>? configure;
    private readonly Action<DbContextOptionsBuilder>? more;
    private readonly bool retries;

    private TestShop(TestDatabase database, Action<EntityCaptureOptions>? configure, Action<DbContextOptionsBuilder>? more, bool retries) =>
        (Database, this.configure, this.more, this.retries) = (database, configure, more, retries);

    public TestDatabase Database { get; }

    public CairnOptions Rules { get; } = new();

    public FakeAuditLog Log => field ??= new(Rules);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestShop> NewAsync(
        Kind kind,
        Action<EntityCaptureOptions>? configure = null,
        Action<DbContextOptionsBuilder>? more = null,
        bool outbox = false,
        bool retries = false)
    {
        var shop = new TestShop(TestDatabase.New(kind), configure, more, retries);
        await using ShopContext context = outbox ? shop.OpenOutbox() : shop.Open();
        await context.Database.EnsureCreatedAsync(Cancel);
        return shop;
    }

    public ShopContext Open() => new(Options<ShopContext>().Options);

    public OutboxShopContext OpenOutbox() => new(Options<OutboxShopContext>().Options);

    /// <summary>Saves something and forgets the events of it.</summary>
    public async Task<T> SavedAsync<T>(T entity)
        where T : class
    {
        await using var context = Open();
        context.Add(entity);
        await context.SaveChangesAsync(Cancel);
        Log.Clear();
        return entity;
    }

    /// <summary>What is in the outbox, in order.</summary>
    public async Task<List<(string Tenant, AuditEvent Event)>> OutboxAsync()
    {
        await using var context = OpenOutbox();
        var rows = await context.Set<CairnOutboxRow>().OrderBy(r => r.Position).ToListAsync(Cancel);
        return rows.ConvertAll(r => (r.Tenant, EventJson.Return(Encoding.UTF8.GetBytes(r.Event))));
    }

    public DbContextOptionsBuilder<T> Options<T>()
        where T : DbContext
    {
        var options = new DbContextOptionsBuilder<T>();
        Use(options);
        return options;
    }

    public void Use(DbContextOptionsBuilder options)
    {
        Database.Use(options, retries);
        options.UseCairn(c =>
        {
            (c.Log, c.Rules) = (Log, Rules);
            configure?.Invoke(c);
        });
        more?.Invoke(options);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}

internal static class EventExtensions
{
    /// <summary>The changes of an event: <c>/State: "Open" → "Paid"</c>, an absent side as <c>-</c>.</summary>
    public static string[] Told(this AuditEvent e) =>
        [.. e.Changes.Select(c => $"{c.Path}: {c.Before?.Json ?? "-"} → {c.After?.Json ?? "-"}").Order(StringComparer.Ordinal)];
}
