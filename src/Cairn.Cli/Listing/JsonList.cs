using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Reading;

namespace Cairn.Cli;

/// <summary>A JSON array, one entry a line, written as it goes.</summary>
internal sealed class JsonList(CliIo io, LogIdentity log) : IEntryList
{
    private bool any;

    public void Add(ReadEntry entry) => Write(EntryJson.Write(entry, log));

    public void Missing(AuditGap gap) => Write(EntryJson.Write(gap.From, log, [GapWords.Of(gap)]));

    public void End(string? older) => io.Output.WriteLine(any ? "\n]" : "[]");

    private void Write(string json)
    {
        io.Output.Write(any ? ",\n" : "[\n");
        io.Output.Write(Printable.Json(json));
        any = true;
    }
}
