using Cairn.Contracts;
using Cairn.Stores;

namespace Cairn.Sqlite.Tests;

public sealed class RealWorldTests : RealWorldContract, IDisposable
{
    public void Dispose() => Folder.Dispose();

    internal override ILogStore Open() => SqliteStore.Open(Folder.File("audit.db"), SqliteOpenMode.ReadWriteCreate);

    [Fact]
    public async Task A_process_without_rules_of_any_culture_finds_all_by_their_spelling()
    {
        await RecordAllAsync();
        using var process = ReadingProcess.Start(Folder.File("audit.db"));
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, "", $"{RealWorld.Events.Count} found\n"), (process.ExitCode, error, await output));
    }
}
