using Cairn;
using Cairn.Bench;
using Cairn.Contracts;
using Cairn.Hosting;
using Cairn.Sqlite;

// Cairn.Bench SUITE [--quick|--large] [--json FILE]
if (args is ["verify-child", var path, var isWarm])
{
    return await VerifyChild.RunAsync(path, isWarm == "warm");
}

if (args is ["be-meddled-with", ..])
{
    return await MeddledProcess.RunAsync(args, (path, options, fault) =>
    {
        var store = SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate);
        store.OnAppend = fault;
        return CairnLog.OpenAsync(store, LogFiles.Beside(path), options, null);
    });
}

if (args is ["be-killed", var recorded, var folder])
{
    await using var log = await CairnSqlite.OpenAsync(recorded);
    await KilledProcess.RunAsync(log, folder);
    return 0;
}

var suites = new Dictionary<string, Func<Report, Scale, Task>>(StringComparer.Ordinal)
{
    ["api"] = ApiSuite.RunAsync,
    ["callers"] = CallersSuite.RunAsync,
    ["capture"] = CaptureSuite.RunAsync,
    ["postgres"] = PostgresSuite.RunAsync,
    ["recorder"] = RecorderSuite.RunAsync,
    ["redaction"] = RedactionSuite.RunAsync,
    ["sqlite"] = SqliteSuite.RunAsync,
};
if (args.Length == 0 || !suites.TryGetValue(args[0], out var suite))
{
    Console.Error.WriteLine($"Usage: Cairn.Bench SUITE [--quick|--large] [--json FILE]; suites: {string.Join(", ", suites.Keys)}");
    return 2;
}

var json = Array.IndexOf(args, "--json");
var report = new Report(json > 0 && json + 1 < args.Length ? args[json + 1] : null);
Console.WriteLine(
    $"{args[0]}: {Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}");
await suite(report, args.Contains("--quick") ? Scale.Quick : args.Contains("--large") ? Scale.Large : Scale.Normal);
report.Save();
return report.AllMet ? 0 : 1;
