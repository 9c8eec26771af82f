using Cairn.Manifests;

namespace Cairn.Cli;

/// <summary>Entries as they are listed, one after the other.</summary>
internal interface IEntryList
{
    void Add(ReadEntry entry);

    /// <summary>Entries that are not there and should be.</summary>
    void Missing(NumberRange range);

    /// <summary>After the last entry.</summary>
    void End();
}
