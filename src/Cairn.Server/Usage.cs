namespace Cairn.Server;

/// <summary>What the program can do, and the exit codes it ends with.</summary>
internal static class Usage
{
    public const int Done = 0;
    public const int CouldNot = 2;

    private const string Text = """
        Usage: dotnet run --project src/Cairn.Server -- demo [--folder DIR] [--port N]

          demo            Record the events of five applications, show them on a page, and prove that nobody altered them.
            --folder DIR  Where the demo keeps its log. Default: cairn-demo, in the current folder.
            --port N      The port on this machine; 0: any free one. Default: 5280, or the next free one.

        The demo is all this program does so far.
        """;

    public static int Help()
    {
        Console.Out.WriteLine(Text);
        return Done;
    }

    public static int Refuse(string why)
    {
        Console.Error.WriteLine($"{why}\n\n{Text}");
        return CouldNot;
    }
}
