namespace Cairn.Cli;

/// <summary>A JSON array, one entry a line, written as it goes.</summary>
internal sealed class JsonList(CliIo io, LogIdentity log) : IEntryList
{
    private bool any;

    public void Add(ReadEntry entry)
    {
        io.Output.Write(any ? ",\n" : "[\n");
        io.Output.Write(entry.ToJson(log));
        any = true;
    }

    public void End() => io.Output.WriteLine(any ? "\n]" : "[]");
}
