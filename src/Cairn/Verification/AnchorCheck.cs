using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Verification;

/// <summary>Holds the log against the tree heads somebody has of it: it must not be shorter, and must have their roots.</summary>
internal sealed class AnchorCheck(CheckpointCheck checkpoints, FindingList findings, List<string> notes)
{
    /// <summary>One finding for all that are larger than the log.</summary>
    public void Sizes(long size)
    {
        if (Names(checkpoints.Anchors.FindAll(a => a.Head.Size > size)) is { } names)
        {
            findings.Add(FindingKind.Rollback, "size", $"the log has {Counted.Entries(size)}, fewer than {names}");
        }

        Ahead(size);
    }

    /// <summary>One finding for all whose root the log does not have.</summary>
    public void Roots(AnchorRoots roots)
    {
        if (Names(roots.Forked()) is { } names)
        {
            findings.Add(FindingKind.Fork, "root", $"the log's root is not that of {names}: its history was changed");
        }
    }

    // The signer writes its memory before it publishes, so a newer memory alone is no alteration: its root is checked like any other.
    private void Ahead(long size)
    {
        var published = checkpoints.Published?.Head.Size ?? 0;
        if (checkpoints.Anchors.Find(a => a.Name == Anchor.Memory) is { } memory
            && memory.Head.Size > published
            && memory.Head.Size <= size)
        {
            notes.Add($"the signer has signed {Counted.Entries(memory.Head.Size)}; the published checkpoint has {published}");
        }
    }

    private static string? Names(IReadOnlyList<Anchor> anchors) =>
        anchors.Count == 0 ? null : string.Join(" and ", anchors.Select(a => $"{a.Name} of {a.Head.Size}"));
}
