using System.Diagnostics;
using System.Globalization;
using Cairn.Contracts;

namespace Cairn.Sqlite.Tests;

/// <summary>
/// Another process, in which .NET knows no culture, that reads back what <see cref="RealWorldContract.RecordAllAsync"/> recorded.
/// </summary>
internal static class ReadingProcess
{
    public static Process Start(string path)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(ReadingProcess).Assembly.Location, "read", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    /// <summary>What it does there: <c>read PATH</c>. It ends with an exception where one is not shown or found.</summary>
    public static async Task<int> Run(string[] args)
    {
        Assert.True(IsInvariant());
        await using var store = SqliteStore.Open(args[1], SqliteOpenMode.ReadOnly);
        var sent = RealWorldContract.Sent();
        var reader = await SentEventReader.OpenAsync(store, Assert.Single(await store.ListLogsAsync(default)), default);
        await reader.HasExactlyAsync(sent, default);
        Console.WriteLine($"{sent.Count} found");
        return 0;
    }

    // Without cultures there are no rules by which these two could be equal.
    private static bool IsInvariant() => CultureInfo.InvariantCulture.CompareInfo.Compare("o\u0308", "ö", CompareOptions.None) != 0;
}
