using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Reading;

namespace Cairn.Cli;

/// <summary>A JSON array, one entry a line, written as it goes.</summary>
internal sealed class JsonList(CliIo io) : IEntryList
{
    private bool any;

    public LogIdentity? Log { get; set; }

    // Whoever lists says whose entries they are first.
    public void Add(ReadEntry entry) => Write(EntryJson.Write(entry, Log!));

    public void Missing(AuditGap gap) => Write(EntryJson.Write(gap.From, Log!, [GapWords.Of(gap)]));

    public void End(string? older) => io.Output.WriteLine(any ? "\n]" : "[]");

    private void Write(string json)
    {
        io.Output.Write(any ? ",\n" : "[\n");
        io.Output.Write(Printable.Json(json));
        any = true;
    }
}
