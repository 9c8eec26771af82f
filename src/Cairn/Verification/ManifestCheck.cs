namespace Cairn;

/// <summary>Whether each of Cairn's own entries has the manifest it commits to, and no other entry has one.</summary>
internal sealed class ManifestCheck(ManifestSet manifests, FindingList findings, List<string> notes)
{
    private long standing;

    /// <summary>An entry whose leaf is the tree's.</summary>
    public void See(long index, Leaf leaf)
    {
        var row = manifests.At(index);
        if (row is not null || leaf.IsCairns)
        {
            Compare(index, leaf, row);
        }

        if (manifests.ExpiryOf(index) is { } expiry)
        {
            Standing(index, leaf, expiry);
        }
    }

    /// <summary>An entry whose leaf cannot be believed, or that is not there: what it attested is not known.</summary>
    public void Lose(long index)
    {
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

        if (standing > 0)
        {
            notes.Add($"{standing} entries are named as expired and still stand");
        }
    }

    private void Compare(long index, Leaf leaf, ManifestRow? row)
    {
        var words = leaf.Manifest is null
            ? row is not null ? "the entry commits to no manifest, and one is stored" : IsAttesting(leaf) ? "the entry commits to no manifest" : null
            : row is null ? "the entry's manifest is missing"
            : row.Digest != leaf.Manifest ? "the entry's manifest is altered"
            : row.Attests is null ? $"the manifest is malformed: {row.Error}"
            : row.Attests.Action != leaf.Action ? "the manifest is of another kind than the entry"
            : Claims(index, row.Attests);
        if (words is not null)
        {
            findings.Add(FindingKind.Manifest, index, "manifest", words);
            manifests.Damage(index, IsAttesting(leaf) ? leaf.Action : null);
        }
    }

    private static string? Claims(long index, Manifest manifest) =>
        manifest is ExpiryPlannedManifest { Set: var set } && set.Last >= index ? "the manifest names entries that are not older than its own" : null;

    private static bool IsAttesting(Leaf leaf) => CairnActions.All.Any(a => a.Name == leaf.Action);

    private void Standing(long index, Leaf leaf, ManifestRow expiry)
    {
        standing++;
        if (leaf.IsCairns)
        {
            findings.Add(FindingKind.Manifest, expiry.Index, "manifest", $"the manifest says that entry {index} has expired, which is Cairn's own and never does");
        }
    }

    private void Note(ManifestRow row)
    {
        if (row.Expired > 0)
        {
            notes.Add($"{row.Expired} entries have expired (manifest in entry {row.Index})");
        }

        if (row.Attests is ContinuedManifest continued)
        {
            notes.Add($"this log continues {continued.Origin} after: {continued.Reason}; {continued.Lost} signed entries of it are not here");
        }
    }
}
