using Cairn.Events;

namespace Cairn.Reading;

/// <summary>What a reader knows of the application whose log it reads.</summary>
/// <param name="Catalog">Its actions: their words tell entries that name no declaration of the log's.</param>
/// <param name="Persons">Which types are persons.</param>
/// <param name="IndexesAddresses">Whether entries are found by the network they came from.</param>
internal sealed record ReaderSettings(ActionCatalog Catalog, PersonRules Persons, bool IndexesAddresses)
{
    /// <summary>Tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Knows nothing of the application: for tools that open anybody's store.</summary>
    public static ReaderSettings Default { get; } = new(ActionCatalog.Standard, PersonRules.Default, false);
}
