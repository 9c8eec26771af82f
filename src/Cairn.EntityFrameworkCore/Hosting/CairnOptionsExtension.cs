using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// Cairn's part of a context's options: services beside the provider's own, one set for each context, so that nothing of
/// one context meets another.
/// </summary>
internal sealed class CairnOptionsExtension(EntityCaptureOptions options) : IDbContextOptionsExtension
{
    public EntityCaptureOptions Options => options;

    public DbContextOptionsExtensionInfo Info => field ??= new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
        // The last registration counts where the provider came first; where it comes later, it leaves what is there.
        services.AddScoped<ContextCapture>();
        services.AddScoped<IResettableService>(p => p.GetRequiredService<ContextCapture>());
        services.AddScoped<IDatabase, CapturedDatabase>();
        services.AddScoped<IDbContextTransactionManager, CapturedTransactions>();
        services.AddScoped<IInterceptor, BulkInterceptor>();
        services.TryAddSingleton<CaptureTelemetry>();
        services.AddSingleton<IConventionSetPlugin, OutboxConventions>();
    }

    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class ExtensionInfo(CairnOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using Cairn ";

        public override int GetServiceProviderHashCode() => 0;

        // What differs between two is read from the options of each context.
        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Cairn"] = "1";
    }
}
