namespace Cairn.Samples.Tests.Processes;

/// <summary>The command line <c>cairn</c>.</summary>
internal static class CairnCommand
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code, and what it said.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string folder, params string[] arguments)
    {
        await using var cairn = ProgramProcess.Start(folder, "Cairn.Cli", new Dictionary<string, string>(), arguments);
        var code = await cairn.EndAsync();
        return (code, $"{cairn.Output}\n{cairn.Errors}".Trim());
    }
}
