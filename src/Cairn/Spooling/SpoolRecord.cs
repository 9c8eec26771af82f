using Cairn.Manifests;

namespace Cairn.Spooling;

/// <summary>A record handed to the drain: what it is, without its JSON.</summary>
/// <param name="Producer">The slot it was written to.</param>
/// <param name="Seq">Its number; 0 of an intent.</param>
/// <param name="Tenant">Whose log it goes to.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Written">When it entered the spool, by the clock of then.</param>
/// <param name="Length">Bytes of its JSON.</param>
/// <param name="Place">Where it is.</param>
internal readonly record struct SpoolRecord(
    string Producer, long Seq, string Tenant, SpoolKind Kind, Guid Id, DateTimeOffset Written, int Length, SpoolPlace Place);

/// <summary>Where a record is.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Ordinal">Which one of the segment's records, from 0.</param>
internal readonly record struct SpoolPlace(SpoolSegment Segment, long Offset, int Ordinal);

/// <summary>Numbers of records that were damaged: what had them is lost, and the log is told so.</summary>
internal sealed record SpoolLoss(string Producer, string Tenant, IReadOnlyList<NumberRange> Ranges, SpoolPlace Place);
