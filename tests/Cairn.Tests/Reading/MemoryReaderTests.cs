using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Tests.Reading;

public sealed class MemoryReaderTests : AuditReaderContract
{
    private readonly MemoryRows rows = new();

    internal override ILogStore Open() => new MemoryStore(rows);

    internal override void Forget(LogIdentity log, IndexRange range) => rows.Of(log).Forget(range);

    internal override void SwapIds(LogIdentity log, (Guid Id, long Index) one, (Guid Id, long Index) other) =>
        (rows.Of(log).Ids[one.Id], rows.Of(log).Ids[other.Id]) = (other.Index, one.Index);
}
