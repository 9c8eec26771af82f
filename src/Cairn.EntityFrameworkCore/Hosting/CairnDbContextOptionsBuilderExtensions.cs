using Cairn;
using Cairn.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds Cairn to a context.</summary>
public static class CairnDbContextOptionsBuilderExtensions
{
    /// <summary>
    /// Records what this context changes, with the <see cref="IAuditLog"/> among the application's services: in the application's own
    /// transaction where the model has an outbox (<c>AddCairnOutbox</c>), else after the commit.
    /// </summary>
    /// <param name="options">The context's options, of any relational provider.</param>
    /// <param name="configure">Which entities are recorded, and how; absent: the marked ones.</param>
    public static DbContextOptionsBuilder UseCairn(this DbContextOptionsBuilder options, Action<EntityCaptureOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var capture = new EntityCaptureOptions();
        configure?.Invoke(capture);
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new CairnOptionsExtension(capture));
        return options;
    }

    /// <inheritdoc cref="UseCairn(DbContextOptionsBuilder, Action{EntityCaptureOptions}?)"/>
    public static DbContextOptionsBuilder<TContext> UseCairn<TContext>(
        this DbContextOptionsBuilder<TContext> options,
        Action<EntityCaptureOptions>? configure = null)
        where TContext : DbContext
    {
        ((DbContextOptionsBuilder)options).UseCairn(configure);
        return options;
    }
}
