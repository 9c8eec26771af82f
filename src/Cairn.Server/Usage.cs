namespace Cairn.Server;

/// <summary>What the program can do, and the exit codes it ends with.</summary>
internal static class Usage
{
    public const int Done = 0;
    public const int CouldNot = 2;

    private const string Text = """
        Usage: dotnet run --project src/Cairn.Server                         Shows an audit log and serves its API.
               dotnet run --project src/Cairn.Server -- demo [--folder DIR] [--port N]

          (nothing)       Serve: the log in cairn-data/audit.db, its pages at http://localhost:5000/, the API at /api/v1, its reference at /reference.
                          Every setting is in appsettings.sample.json; --Cairn:Server:Store=… or Cairn__Server__Store=… sets one.
                          The first start prints the key of an administrator, once.
          demo            Record the events of five applications, show them on a page, and prove that nobody altered them.
            --folder DIR  Where the demo keeps its log. Default: cairn-demo, in the current folder.
            --port N      The port on this machine; 0: any free one. Default: 5280, or the next free one.
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
