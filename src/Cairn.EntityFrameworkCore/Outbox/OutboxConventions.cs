using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cairn.EntityFrameworkCore;

/// <summary>Gives the outbox what only the provider knows: the database's own clock, and a collation that tells tenants apart.</summary>
internal sealed class OutboxConventions(IDatabaseProvider provider) : IConventionSetPlugin, IModelFinalizingConvention
{
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.ModelFinalizingConventions.Insert(0, this);
        return conventionSet;
    }

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        if (modelBuilder.Metadata.FindEntityType(typeof(CairnOutboxRow)) is not { } row)
        {
            return;
        }

        if (Provider.UtcNow(provider.Name) is { } now)
        {
            row.FindProperty(nameof(CairnOutboxRow.WrittenAt))?.Builder.HasDefaultValueSql(now);
        }

        if (Provider.BinaryCollation(provider.Name) is { } collation)
        {
            row.FindProperty(nameof(CairnOutboxRow.Tenant))?.Builder.UseCollation(collation);
        }
    }
}
