using Cairn;
using Cairn.Contracts;
using Cairn.Hosting;
using Cairn.Sqlite;
using Cairn.Sqlite.Tests;

// A test may start this program again as another process that appends, records or reads; otherwise it is the test runner.
if (args is ["be-meddled-with", ..])
{
    return await MeddledProcess.RunAsync(args, (path, options, fault) =>
    {
        var store = SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate);
        store.OnAppend = fault;
        return CairnLog.OpenAsync(store, LogFiles.Beside(path), options, null);
    });
}

if (args is ["be-killed", var path, var folder])
{
    await using var log = await CairnSqlite.OpenAsync(path);
    await KilledProcess.RunAsync(log, folder);
    return 0;
}

return args is ["append", ..]
    ? await AppendingProcess.Run(args)
    : args is ["record", ..]
    ? await RecordingProcess.Run(args)
    : args is ["read", ..]
    ? await ReadingProcess.Run(args)
    : args.Any(a => a is "--server" or "--internal-msbuild-node")
        ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
            args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
