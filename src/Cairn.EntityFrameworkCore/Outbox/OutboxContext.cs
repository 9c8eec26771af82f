using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// The relay's own context on the application's database: the provider and the connection are the application's, the model is the outbox
/// alone. Nothing of the application's own, such as filters, interceptors or retries, stands between.
/// </summary>
internal sealed class OutboxContext(DbContextOptions<OutboxContext> options) : DbContext(options)
{
    public DbSet<CairnOutboxRow> Rows => Set<CairnOutboxRow>();

    public DbSet<CairnOutboxLease> Leases => Set<CairnOutboxLease>();

    /// <summary>Its options, from those of the application's context.</summary>
    /// <exception cref="InvalidOperationException">
    /// The model has no outbox, or the context shares one connection object that cannot be opened a second time.
    /// </exception>
    public static DbContextOptions<OutboxContext> OptionsOf(DbContext application, IServiceProvider? services)
    {
        var table = OutboxTable.Of(application.Model)
            ?? throw new InvalidOperationException(
                $"The model of {application.GetType().Name} has no outbox: call modelBuilder.AddCairnOutbox() in OnModelCreating.");
        var options = new DbContextOptionsBuilder<OutboxContext>();
        var builder = (IDbContextOptionsBuilderInfrastructure)options;
        foreach (var extension in application.GetService<IDbContextOptions>().Extensions.OfType<RelationalOptionsExtension>())
        {
            Add(builder, Own(extension, application));
        }

        builder.AddOrUpdateExtension(new CairnOptionsExtension(new() { BulkChanges = BulkChanges.Ignore }));
        builder.AddOrUpdateExtension(new OutboxNames(table.Table, table.Schema));
        // It asks every second: that is no news for the application's log.
        return options.UseApplicationServiceProvider(services)
            .UseLoggerFactory(NullLoggerFactory.Instance)
            .ReplaceService<IModelCacheKeyFactory, OutboxModelKey>().Options;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var names = this.GetService<IDbContextOptions>().FindExtension<OutboxNames>()!; // OptionsOf adds it.
        modelBuilder.AddCairnOutbox(names.Table, names.Schema);
    }

    // A connection that the application owns is used by it: the relay opens one of its own.
    private static RelationalOptionsExtension Own(RelationalOptionsExtension extension, DbContext application)
    {
        extension = extension.WithExecutionStrategyFactory(d => new NonRetryingExecutionStrategy(d));
        return extension.Connection is null
            ? extension
            : extension.WithConnection(null).WithConnectionString(application.Database.GetConnectionString());
    }

    // Options are found by their type.
    private static void Add(
        IDbContextOptionsBuilderInfrastructure options,
        IDbContextOptionsExtension extension) =>
        typeof(IDbContextOptionsBuilderInfrastructure)
            // It is declared there.
            .GetMethod(nameof(IDbContextOptionsBuilderInfrastructure.AddOrUpdateExtension))!
            .MakeGenericMethod(extension.GetType())
            .Invoke(options, [extension]);
}
