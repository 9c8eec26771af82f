using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Primitives;

namespace Cairn.Verification;

/// <summary>
/// Whether each of Cairn's own entries has the manifest it commits to, and no other entry has one; and what manifests say of
/// the entries beside them.
/// </summary>
internal sealed class ManifestCheck(ManifestSet manifests, FindingList findings, List<string> notes)
{
    private readonly ManifestClaims claims = new(manifests);
    private long standing;
    private long undeclared;
    private long? moved;

    /// <summary>An entry whose leaf is the tree's.</summary>
    public void See(long index, Leaf leaf)
    {
        Follow(index);
        var row = manifests.At(index);
        if (row is not null || leaf.IsCairns)
        {
            Compare(index, leaf, row);
        }

        if (manifests.Plans.Naming(index) is { } plan)
        {
            Standing(index, leaf, plan.Row);
        }

        if (leaf.Declared is { } reference)
        {
            Declared(index, leaf, reference);
        }
    }

    /// <summary>An entry whose leaf cannot be believed, or that is not there: what it attested is not known.</summary>
    public void Lose(long index)
    {
        Follow(index);
        if (manifests.At(index) is { } row)
        {
            manifests.Damage(index, row.Attests?.Action);
        }
    }

    public void End()
    {
        foreach (var row in manifests.Rows.OrderBy(r => r.Index))
        {
            Note(row);
        }

        foreach (var (index, plan, count) in claims.Results.Where(r => r.Count > r.Plan.Gone))
        {
            findings.Add(
                FindingKind.Manifest,
                index,
                "count",
                $"the manifest says that {Counted.Of(count, "entry has", "entries have")} gone, and {plan.Gone} of those that entry "
                + $"{plan.Row.Index} planned {(plan.Gone == 1 ? "is" : "are")} not there");
        }

        if (standing > 0)
        {
            notes.Add(
                Counted.Of(standing, "entry is planned to expire and is still there", "entries are planned to expire and are still there"));
        }

        if (undeclared > 0)
        {
            notes.Add($"{Counted.Of(undeclared, "entry names", "entries name")} a declaration that an altered manifest may have been");
        }
    }

    private void Compare(long index, Leaf leaf, ManifestRow? row)
    {
        var words = leaf.Manifest is null
            ? row is not null ? "the entry commits to no manifest, and one is stored"
                : IsAttesting(leaf) ? "the entry commits to no manifest"
                : null
            : row is null ? "the entry's manifest is missing"
            : row.Digest != leaf.Manifest ? "the entry's manifest is altered"
            : row.Attests is null ? $"the manifest is malformed: {row.Error}"
            : row.Attests.Action != leaf.Action ? "the manifest is of another kind than the entry"
            : claims.Check(index, leaf, row.Attests);
        if (words is not null)
        {
            findings.Add(FindingKind.Manifest, index, "manifest", words);
            manifests.Damage(index, IsAttesting(leaf) ? leaf.Action : null);
        }
        else if (row is { Attests: { } attests })
        {
            Accept(index, row, attests);
        }
    }

    private void Accept(long index, ManifestRow row, Manifest attests)
    {
        if (row.Kind != attests.Kind)
        {
            findings.Add(FindingKind.Manifest, index, "kind", $"the manifest is stored as {row.Kind}, and is {attests.Kind}");
        }

        if (attests is LogMovedManifest)
        {
            moved ??= index;
        }
    }

    // One finding, however many follow.
    private void Follow(long index)
    {
        if (moved is { } end && index == end + 1)
        {
            findings.Add(
                FindingKind.Manifest,
                end,
                "manifest",
                "the entry says that the log continues at another place, but entries follow it here");
        }
    }

    private void Declared(long index, Leaf leaf, string reference)
    {
        var found = manifests.Declared(reference);
        if (found is null && manifests.MayBeNamed(CairnActions.ActionDeclared.Name, -1) is not null)
        {
            undeclared++;
        }
        else if (found is not { } words || words.Index >= index)
        {
            findings.Add(
                FindingKind.Declared, index, "declared", $"the entry names the declaration {reference}, which is not in the log before it");
        }
        else if (words.Action != leaf.Action)
        {
            findings.Add(
                FindingKind.Declared, index, "declared", $"the entry is of the action {leaf.Action} and names the words of {words.Action}");
        }
    }

    private static bool IsAttesting(Leaf leaf) => CairnActions.All.Any(a => a.Name == leaf.Action);

    private void Standing(long index, Leaf leaf, ManifestRow plan)
    {
        standing++;
        if (leaf.IsCairns)
        {
            findings.Add(
                FindingKind.Manifest,
                plan.Index,
                "manifest",
                $"the manifest plans to delete entry {index}, which is one of Cairn's own and never expires");
        }
    }

    private void Note(ManifestRow row)
    {
        if (row.Expired > 0)
        {
            notes.Add($"{Counted.Of(row.Expired, "entry has", "entries have")} expired (manifest in entry {row.Index})");
        }

        if (row.Attests is ContinuedManifest continued)
        {
            notes.Add(
                $"this log continues {continued.Origin} after: {continued.Reason}; "
                + $"{Counted.Of(continued.Lost, "signed entry of it is", "signed entries of it are")} not here");
        }
    }
}
