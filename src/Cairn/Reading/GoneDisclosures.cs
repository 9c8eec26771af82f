using System.Buffers.Text;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>Tells disclosures that were erased, as an entry of the log attests, from those that are missing.</summary>
internal sealed class GoneDisclosures(ILogStore store, LogIdentity log)
{
    /// <summary>
    /// The same entries, each with what of it is missing. The manifests are read after the entries: an erasure is
    /// attested before it is done.
    /// </summary>
    public async Task<IReadOnlyList<EntryView>> TellAsync(IReadOnlyList<EntryView> entries, CancellationToken cancellationToken)
    {
        if (entries.All(e => e.Erased.Count == 0))
        {
            return entries;
        }

        var manifests = new ManifestSet();
        await new ManifestReader(
            store, log).ReadAsync(manifests, 0, long.MaxValue, ErasedManifest.Name, cancellationToken).ConfigureAwait(false);
        return [.. entries.Select(
            e => e.WithMissing([.. e.Erased.Where(d => !manifests.Erased.ContainsKey(new Hash(Base64Url.DecodeFromChars(d))))]))];
    }
}
