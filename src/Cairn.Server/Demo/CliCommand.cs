namespace Cairn.Server.Demo;

/// <summary>Commands as a person in the current folder pastes them into another terminal there.</summary>
internal static class CliCommand
{
    private static readonly string Program = Sources() is { } root ? $"dotnet run --project {Quoted(Typed(root))} --" : "cairn";

    public static string Of(string verb, string store) => $"{Program} {verb} --store {Quoted($"sqlite:{DemoFolder.Typed(store)}")}";

    public static string Quoted(string argument) =>
        argument.Any(c => !char.IsAsciiLetterOrDigit(c) && !"/\\:.,-_=+@~".Contains(c, StringComparison.Ordinal))
            ? $"\"{argument}\""
            : argument;

    private static string Typed(string root) => DemoFolder.Typed(Path.Combine(root, "src", "Cairn.Cli"));

    // A program run out of a checkout lies below it; an installed one does not, and then the tool is there.
    private static string? Sources()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cairn.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
