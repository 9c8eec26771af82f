namespace Cairn.Verification;

/// <summary>What is wrong, by the kinds of docs/spec/entry.md (What a verifier checks).</summary>
internal enum FindingKind
{
    Checkpoint,
    Rollback,
    Fork,
    Head,
    Tile,
    Leaf,
    Missing,
    Column,
    Disclosure,
    Replay,
    Time,
    Manifest,
    Subject,
    Address,
    Declared,
    Key,
    Gap,
    Row,
    Schema,
}

/// <summary>One thing that is not as it was written.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Log">The log's tenant.</param>
/// <param name="Index">The entry, where it is about one.</param>
/// <param name="Member">The column, tile, disclosure or part in question.</param>
/// <param name="Words">A sentence for people.</param>
internal sealed record Finding(FindingKind Kind, string Log, long? Index, string Member, string Words);
