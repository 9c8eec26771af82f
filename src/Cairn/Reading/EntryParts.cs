using System.Text;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>Tells of each disclosure of an entry whether it is there.</summary>
internal static class EntryParts
{
    public static IEnumerable<AuditPart> Of(EntryView entry) =>
    [
        .. entry.Disclosures.Select(
            d => new AuditPart(d.Name, d.Class, d.Subject, AuditPartState.Shown, d.Digest, Encoding.UTF8.GetString(d.Value.Span))),
        .. entry.Withheld.Select(d => new AuditPart(d.Name, d.Class, d.Subject, AuditPartState.Withheld, d.Digest, null)),
        .. entry.Erased.Select(d => new AuditPart(null, null, null, AuditPartState.Erased, d, null)),
        .. entry.Missing.Select(d => new AuditPart(null, null, null, AuditPartState.Missing, d, null)),
    ];
}
