using System.Globalization;
using Cairn.Reading;

namespace Cairn.Cli;

/// <summary>Says what is wrong with an entry.</summary>
internal static class EntryProblems
{
    /// <summary>Says on standard error what is wrong.</summary>
    public static void ReportProblems(this ReadEntry entry, CliIo io)
    {
        foreach (var problem in entry.Problems)
        {
            io.Report(Warning(entry, problem));
        }
    }

    /// <exception cref="CliException">Something is wrong with it.</exception>
    public static void RefuseProblems(this ReadEntry entry)
    {
        if (entry.Problems is [var problem, ..])
        {
            throw new CliException(Warning(entry, problem), ExitCode.Refused);
        }
    }

    private static string Warning(ReadEntry entry, string problem) =>
        string.Create(CultureInfo.InvariantCulture, $"Entry {entry.Stored.Index} is not as it was written: {problem}. Run: cairn verify");
}
