using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Reading;

namespace Cairn.Cli;

/// <summary>Entries as they are listed, one after the other.</summary>
internal interface IEntryList
{
    /// <summary>Whose entries they are: said before the first one.</summary>
    LogIdentity? Log { get; set; }

    void Add(ReadEntry entry);

    /// <summary>Entries that are not there and should be.</summary>
    void Missing(AuditGap gap);

    /// <summary>After the last entry.</summary>
    /// <param name="older">The id of the log that this one goes on from after a recovery; <see langword="null"/>: there is none.</param>
    void End(string? older);
}
