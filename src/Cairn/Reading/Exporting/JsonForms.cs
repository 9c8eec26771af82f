using Cairn.Entries;
using Cairn.Primitives;

namespace Cairn.Reading.Exporting;

/// <summary>A JSON object a line.</summary>
internal sealed class NdjsonForm : IExportForm
{
    public void Begin(Utf8Buffer text)
    {
        // It begins with its first entry.
    }

    public void Add(Utf8Buffer text, ReadEntry entry, LogIdentity log, bool isFirst) => EntryJson.Append(text, entry, log).Raw("\n"u8);

    public void End(Utf8Buffer text, AuditExportEnd end, bool isEmpty) => ExportEndJson.Append(text.Raw("{\"end\":"u8), end).Raw("}\n"u8);
}

/// <summary>One JSON object, an entry a line.</summary>
internal sealed class JsonForm : IExportForm
{
    public void Begin(Utf8Buffer text) => text.Raw("{\"entries\":["u8);

    public void Add(Utf8Buffer text, ReadEntry entry, LogIdentity log, bool isFirst) =>
        EntryJson.Append(text.Raw(isFirst ? "\n"u8 : ",\n"u8), entry, log);

    public void End(Utf8Buffer text, AuditExportEnd end, bool isEmpty) =>
        ExportEndJson.Append(text.Raw(isEmpty ? "],\"end\":"u8 : "\n],\"end\":"u8), end).Raw("}\n"u8);
}

/// <summary>The end of an export.</summary>
internal static class ExportEndJson
{
    public static Utf8Buffer Append(Utf8Buffer text, AuditExportEnd end) => text
        .Raw("{\"entries\":"u8).Number(end.Entries)
        .Raw(",\"unreadable\":"u8).Number(end.Unreadable)
        .Array(",\"logs\":"u8, end.Logs, static (text, log) =>
        {
            text.Raw("{\"tenant\":"u8).Quoted(log.Tenant).Raw(",\"log\":"u8).Quoted(log.Log).Raw(",\"size\":"u8).Number(log.Size);
            text.Raw(",\"checkpoint\":"u8);
            _ = log.Checkpoint is { } note ? text.Quoted(note) : text.Raw("null"u8);
            text.Raw("}"u8);
        })
        .Raw("}"u8);
}
