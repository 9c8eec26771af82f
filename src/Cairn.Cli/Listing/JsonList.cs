using Cairn.Entries;
using Cairn.Manifests;

namespace Cairn.Cli;

/// <summary>A JSON array, one entry a line, written as it goes.</summary>
internal sealed class JsonList(CliIo io, LogIdentity log) : IEntryList
{
    private bool any;

    public void Add(ReadEntry entry) => Write(entry.ToJson(log));

    public void Missing(NumberRange range) => Write(EntryJson.Write(range.From, log, [ListGaps.Words(range)]));

    public void End() => io.Output.WriteLine(any ? "\n]" : "[]");

    private void Write(string json)
    {
        io.Output.Write(any ? ",\n" : "[\n");
        io.Output.Write(json);
        any = true;
    }
}
