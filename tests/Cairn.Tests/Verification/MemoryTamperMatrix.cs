using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Tests.Verification;

public sealed class MemoryTamperMatrix : TamperMatrix
{
    internal override Task<(ILogStore Store, Func<LogIdentity, ITamperMatrixTables> Tables)> OpenAsync()
    {
        var store = new MemoryStore();
        return Task.FromResult<(ILogStore, Func<LogIdentity, ITamperMatrixTables>)>((store, log => new MemoryTables(store.Rows.Of(log))));
    }
}
