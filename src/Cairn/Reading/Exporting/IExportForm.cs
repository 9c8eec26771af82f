using Cairn.Entries;
using Cairn.Primitives;

namespace Cairn.Reading.Exporting;

/// <summary>How an export is spelled. What is written for an entry depends on nothing before it but whether it is the first.</summary>
internal interface IExportForm
{
    /// <summary>Before the first entry.</summary>
    void Begin(Utf8Buffer text);

    /// <summary>A readable entry.</summary>
    void Add(Utf8Buffer text, ReadEntry entry, LogIdentity log, bool isFirst);

    /// <summary>Behind the last entry.</summary>
    void End(Utf8Buffer text, AuditExportEnd end, bool isEmpty);
}
