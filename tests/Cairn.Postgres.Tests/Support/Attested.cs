using System.Text;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;

namespace Cairn.Postgres.Tests;

/// <summary>Entries of Cairn's own, with manifests as the specification writes them.</summary>
internal static class Attested
{
    public const string Hold = "AAAAAAAAAAAAAAAAAAAAAA";

    public static SealedEntry Entry(
        LogIdentity log,
        long id,
        string action,
        string manifest,
        params IReadOnlyList<NewSubject> newSubjects) =>
        Some.Entry(
            log,
            new() { Action = action, Category = "cairn", Actor = CairnActions.Actor, Id = Some.Id(id) },
            id,
            Some.Time.AddSeconds(1),
            Encoding.UTF8.GetBytes(manifest),
            newSubjects);

    /// <summary>A plan for a set such as <c>"ranges":[[3,5]]</c>.</summary>
    public static SealedEntry Plan(LogIdentity log, long id, string set, string notBefore = "null") => Entry(
        log, id, "cairn.expiry_planned",
        $$$"""{"v":1,"kind":"expiry_planned","run":"{{{Hold}}}","part":1,"parts":1,"policy":null,"not_before":{{{notBefore}}},"set":{{{{set}}}}}""");

    public static SealedEntry Erased(LogIdentity log, long id, params string[] digests) => Entry(
        log,
        id,
        "cairn.data_erased",
        $$"""{"v":1,"kind":"erased","run":"{{Hold}}","part":1,"parts":1,"digests":[{{string.Join(',', digests.Order(StringComparer.Ordinal).Select(d => $"\"{d}\""))}}]}""");

    public static SealedEntry Placed(LogIdentity log, long id, string set, string hold = Hold) => Entry(
        log,
        id,
        "cairn.hold_placed",
        $$$"""{"v":1,"kind":"hold_placed","hold":"{{{hold}}}","part":1,"parts":1,"until":null,"set":{{{{set}}}}}""");

    public static SealedEntry Lifted(LogIdentity log, long id, string hold = Hold) =>
        Entry(log, id, "cairn.hold_lifted", $$"""{"v":1,"kind":"hold_lifted","hold":"{{hold}}"}""");

    public static SealedEntry Declared(LogIdentity log, long id) => Entry(
        log,
        id,
        "cairn.action_declared",
        """{"v":1,"kind":"action_declared","name":"court.booked","category":"general","sentences":{"":"{actor} booked a court"},"metadata":null}""");
}
