using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>What a verifier says of a log.</summary>
internal enum Verdict
{
    /// <summary>Everything is as it was written.</summary>
    Intact,

    /// <summary>Something is not; the findings say what.</summary>
    Altered,

    /// <summary>Nothing was found altered, but not everything could be checked; the notes say what.</summary>
    CouldNotCheck,
}

/// <summary>What came of verifying a log.</summary>
internal sealed record VerifyReport
{
    public required Verdict Verdict { get; init; }

    public required LogIdentity Log { get; init; }

    /// <summary>How many entries were there and read.</summary>
    public required long Entries { get; init; }

    /// <summary>The size of the tree that was checked.</summary>
    public required long Size { get; init; }

    /// <summary>How many of its entries a published checkpoint covers; 0 without one.</summary>
    public required long SignedSize { get; init; }

    /// <summary>Whether the key was the store's own, with nothing outside the store to vouch for it.</summary>
    public bool IsUnpinned { get; init; }

    /// <summary>
    /// Whether the findings are about guards alone: no data was found altered, and nothing in the store keeps it from being.
    /// </summary>
    public bool IsUnguarded { get; init; }

    /// <summary>Whether something could not be checked that should have been.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>When the newest entry was stored, by the store's clock; <see langword="null"/> in an empty log.</summary>
    public DateTimeOffset? NewestAt { get; init; }

    /// <summary>The published checkpoint, when it could be opened.</summary>
    public Checkpoint? Checkpoint { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The same of the log that this one goes on from; <see langword="null"/>: there is none, or it was not looked at.</summary>
    public VerifyReport? Older { get; init; }

    /// <summary>This report, and those of the logs that it goes on from, the newest first.</summary>
    public IEnumerable<VerifyReport> Generations => Older is null ? [this] : Older.Generations.Prepend(this);

    /// <summary>What a reader should know and what is no alteration.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
