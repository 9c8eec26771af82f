using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Whether the rows of holds are what the manifests that placed and lifted them say. Rows may cover a hold's indexes in any division.
/// </summary>
internal sealed class HoldCheck(ILogStore store, LogIdentity log, FindingList findings)
{
    private static readonly string[] Kinds = [HoldPlacedManifest.Name, HoldLiftedManifest.Name];

    // Holds are placed by people: twice in a row during one look is more than happens.
    private const int MostLooks = 5;

    public async Task CheckAsync(ManifestSet checkedOnes, CancellationToken cancellationToken)
    {
        if (checkedOnes.MayBeNamed(CairnActions.HoldPlaced.Name, -1) is not null
            || checkedOnes.MayBeNamed(CairnActions.HoldLifted.Name, -1) is not null)
        {
            return; // An altered manifest of a hold is the finding: what its rows should be is not known.
        }

        // Rows and manifests of one moment: where a hold came in between, again.
        var manifests = await ReadAsync(cancellationToken).ConfigureAwait(false);
        for (var look = 1; ; look++)
        {
            var rows = await store.ReadHoldsAsync(log, cancellationToken).ConfigureAwait(false);
            var now = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (now.Count == manifests.Count || look == MostLooks)
            {
                Compare(rows, now);
                return;
            }

            manifests = now;
        }
    }

    public void Compare(IEnumerable<StoredHold> rows, IEnumerable<StoredManifest> manifests)
    {
        var history = new HoldHistory();
        foreach (var row in manifests)
        {
            Add(history, row);
        }

        using var expected = history.InForce().GetEnumerator();
        using var found = Joined(rows).GetEnumerator();
        for (var (isExpected, isFound) = (expected.MoveNext(), found.MoveNext()); isExpected || isFound;)
        {
            var order = !isExpected ? 1 : !isFound ? -1 : Order(expected.Current, found.Current);
            if (order == 0 && expected.Current != found.Current)
            {
                findings.Add(
                    FindingKind.Key,
                    "holds",
                    $"the hold {found.Current.Hold} is stored as keeping {Words(found.Current)}; "
                    + $"its manifests say {Words(expected.Current)}");
            }
            else if (order != 0)
            {
                findings.Add(FindingKind.Key, "holds", order < 0
                    ? $"the hold {expected.Current.Hold} keeps {Words(expected.Current)}, and no row says so"
                    : $"the hold {found.Current.Hold} is stored as keeping {Words(found.Current)}, and no manifest says so");
            }

            (isExpected, isFound) = (order <= 0 ? expected.MoveNext() : isExpected, order >= 0 ? found.MoveNext() : isFound);
        }
    }

    private async Task<List<StoredManifest>> ReadAsync(CancellationToken cancellationToken)
    {
        var all = new List<StoredManifest>();
        foreach (var kind in Kinds)
        {
            all.AddRange(await store.ReadManifestsAsync(log, kind, cancellationToken).ConfigureAwait(false));
        }

        return [.. all.OrderBy(m => m.Index)];
    }

    private static void Add(HoldHistory history, StoredManifest row)
    {
        switch (Manifest.TryParse(row.Json, out var manifest, out _) ? manifest : null)
        {
            case HoldPlacedManifest placed:
                history.Add(row.Index, placed);
                break;
            case HoldLiftedManifest lifted:
                history.Add(row.Index, lifted);
                break;
        }
    }

    private static IEnumerable<StoredHold> Joined(IEnumerable<StoredHold> rows) => rows.GroupBy(r => r.Hold, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .SelectMany(g => NumberRange.Joined(g.Select(r => new NumberRange(r.From, r.To))).Select(r => new StoredHold(g.Key, r.From, r.To)));

    // Two ranges that overlap are the same one, altered.
    private static int Order(StoredHold a, StoredHold b)
    {
        var holds = string.CompareOrdinal(a.Hold, b.Hold);
        return holds != 0 ? holds : a.To < b.From ? -1 : b.To < a.From ? 1 : 0;
    }

    private static string Words(StoredHold hold) => hold.From == hold.To ? $"entry {hold.From}" : $"entries {hold.From} to {hold.To}";
}
