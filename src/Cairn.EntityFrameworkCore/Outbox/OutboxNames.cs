using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.EntityFrameworkCore;

/// <summary>Where the outbox of the relay's context is.</summary>
internal sealed class OutboxNames(string table, string? schema) : IDbContextOptionsExtension
{
    public string Table => table;

    public string? Schema => schema;

    public DbContextOptionsExtensionInfo Info => field ??= new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
    }

    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class ExtensionInfo(OutboxNames extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Cairn:Outbox"] = "1";
    }
}

/// <summary>Two outboxes in one process are two models.</summary>
internal sealed class OutboxModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime)
    {
        var names = context.GetService<IDbContextOptions>().FindExtension<OutboxNames>();
        return (context.GetType(), names?.Table, names?.Schema, designTime);
    }
}
