using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;

namespace Cairn.Contracts;

/// <summary>Entries that bring manifests.</summary>
internal static class SomeManifest
{
    private const string Run = "AAAAAAAAAAAAAAAAAAAAAA";

    public static SealedEntry Plan(LogIdentity log, long id, IndexSet set, DateTimeOffset? notBefore = null, DateTimeOffset? at = null) =>
        Own(log, id, new ExpiryPlannedManifest(new(Run), null, notBefore, set), at: at);

    public static SealedEntry Erased(LogIdentity log, long id, params IEnumerable<string> digests) =>
        Own(log, id, Assert.Single(ErasedManifest.Of(Run, digests)));

    public static SealedEntry Placed(LogIdentity log, long id, string hold, IndexSet set) =>
        Own(log, id, new HoldPlacedManifest(new(hold), null, set));

    public static SealedEntry Lifted(LogIdentity log, long id, string hold) => Own(log, id, new HoldLiftedManifest(hold));

    public static IndexSet Ranges(params (long From, long To)[] ranges) => IndexSet.Of(ranges.Select(r => new NumberRange(r.From, r.To)));

    /// <summary>Single indexes: bits are the shorter spelling of most such sets.</summary>
    public static IndexSet Bits(params long[] indexes) => IndexSet.Of(indexes.Select(i => new NumberRange(i, i)));

    /// <summary>An entry with a manifest; under another action than the manifest's own where one is given.</summary>
    public static SealedEntry Own(LogIdentity log, long id, Manifest manifest, string? action = null, DateTimeOffset? at = null) =>
        Some.Entry(
            log,
            new AuditEvent { Action = action ?? manifest.Action, Id = Some.Id(id), Category = "cairn", Actor = CairnActions.Actor },
            id,
            at ?? Some.Time.AddMilliseconds(id),
            manifest.Format());
}
