namespace Cairn.Cli.Tests;

/// <summary>What a run of <c>cairn</c> left behind.</summary>
public sealed record Outcome(int Code, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Ends with this code, nothing on standard output and one line on standard error.</summary>
    public Outcome Fails(int code, params string[] words)
    {
        Assert.Equal((code, ""), (Code, Output));
        Assert.EndsWith("\n", Error, StringComparison.Ordinal);
        var line = Assert.Single(ErrorLines);
        Assert.StartsWith("cairn: ", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        return this;
    }

    public Outcome Succeeds()
    {
        Assert.True((Code, Error) == (0, ""), $"Ended with {Code}.\n{Error}{Output}");
        return this;
    }
}
