namespace Cairn.Cli;

/// <summary>A stored entry as far as it can be read.</summary>
/// <param name="Stored">Its rows.</param>
/// <param name="View">What they say; <see langword="null"/> when the leaf is none.</param>
/// <param name="Problem">Why the leaf is none; empty when it is one.</param>
internal sealed record ReadEntry(StoredEntry Stored, EntryView? View, string Problem)
{
    /// <summary>Everything wrong with it that reading alone can tell.</summary>
    public IReadOnlyList<string> Problems => View is null ? [Problem] : View.Problems;

    public static ReadEntry Of(StoredEntry stored)
    {
        try
        {
            return EntryView.TryRead(stored, out var view, out var error) ? new(stored, view, "") : new(stored, null, $"the leaf is not one: {error}");
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            // Rows that were altered together can make an event that none could have sent.
            return new(stored, null, $"leaf and disclosures make no event: {e.Message}");
        }
    }

    public string ToJson(LogIdentity log) => View is null ? EntryJson.Write(Stored, log, Problem) : EntryJson.Write(View, log);

    /// <summary>Says on standard error what is wrong.</summary>
    public void ReportProblems(CliIo io)
    {
        foreach (var problem in Problems)
        {
            io.Report($"entry {Stored.Index} is not as it was written: {problem}. Run: cairn verify");
        }
    }
}
