using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Tests.Verification;

public sealed class MemoryGenerationTests : GenerationContract
{
    private readonly MemoryRows rows = new();

    internal override ILogStore Open() => new MemoryStore(rows);

    internal override void Delete(LogIdentity log, long index) => rows.Of(log).Entries.Remove(index);
}
