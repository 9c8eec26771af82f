using System.Diagnostics;
using System.Globalization;
using Cairn.Contracts;
using Cairn.Entries;

namespace Cairn.Sqlite.Tests;

/// <summary>Another process that appends to a file, batch after batch, and says so line by line.</summary>
internal static class AppendingProcess
{
    /// <summary>Starts it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">The first event's number.</param>
    /// <param name="count">How many events.</param>
    /// <param name="batch">How many at a time.</param>
    public static Process Start(string path, long from, long count, int batch)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new object[] { "exec", typeof(AppendingProcess).Assembly.Location, "append", path, from, count, batch })
        {
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"{argument}"));
        }

        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    /// <summary>What it does there: <c>append PATH FROM COUNT BATCH</c>.</summary>
    public static async Task<int> Run(string[] args)
    {
        var (from, count, size) = (Number(args[2]), Number(args[3]), (int)Number(args[4]));
        await using var store = SqliteStore.Open(args[1], SqliteOpenMode.ReadWriteCreate, TimeSpan.FromMinutes(1));
        var log = await store.CreateLogAsync(Some.Log(), default);
        for (var id = from; id < from + count; id += size)
        {
            await store.AppendAsync(log, Some.Entries(log, size, id), default);
            Console.WriteLine(id + size - 1);
        }

        return 0;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
