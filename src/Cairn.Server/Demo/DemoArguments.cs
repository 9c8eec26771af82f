using System.Globalization;

namespace Cairn.Server.Demo;

/// <summary>What was asked of the demo.</summary>
/// <param name="Folder">Where the log is kept, as it was typed.</param>
/// <param name="Port">The port asked for; <see langword="null"/>: the default, or the next free one.</param>
internal sealed record DemoArguments(string Folder, int? Port)
{
    public static DemoArguments Default { get; } = new("cairn-demo", null);

    /// <returns><see langword="null"/> and words when the arguments are not the demo's.</returns>
    public static DemoArguments? Parse(ReadOnlySpan<string> args, out string error)
    {
        var arguments = Default;
        error = "";
        for (; args.Length > 0 && error.Length == 0; args = args.Length > 1 ? args[2..] : [])
        {
            (arguments, error) = (args[0], args.Length > 1 ? args[1] : "") switch
            {
                ("--folder", { Length: > 0 } folder) => (arguments with { Folder = folder }, ""),
                ("--port", var text) when IsPort(text, out var port) => (arguments with { Port = port }, ""),
                ("--folder", _) => (arguments, "--folder needs the name of a folder."),
                ("--port", _) => (arguments, "--port needs a number from 0 to 65535."),
                var (unknown, _) => (arguments, $"'{unknown}' is no option of the demo."),
            };
        }

        return error.Length == 0 ? arguments : null;
    }

    private static bool IsPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
