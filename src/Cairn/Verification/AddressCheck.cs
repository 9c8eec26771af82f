using System.Text.Json;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Whether the row by which an entry is found by its network is its own. One may be missing: an installation can go without them.
/// </summary>
internal static class AddressCheck
{
    public static void Check(
        LogIdentity log,
        StoredEntry stored,
        DisclosureCheck disclosures,
        AliasMemory hashes,
        ref CheckedEntry entry,
        EntryFindings findings)
    {
        if (stored.Network is not { } row)
        {
            return;
        }

        if (!log.Keys.MayName(KeyPurpose.Lookup, row.KeyId))
        {
            findings.Add(
                FindingKind.Address, "key_id", "the row of the network the entry came from names a look-up key that the log never had");
        }
        else if (disclosures.IsEncrypted(stored, DisclosureGroup.Network) || log.Keys.Find(KeyPurpose.Lookup, row.KeyId) is not { } key)
        {
            entry.Unchecked.Addresses++;
        }
        else if (Network.Of(AddressOf(disclosures.Good)) is not { } network)
        {
            findings.Add(FindingKind.Address, "network", "a row says from which network the entry came, but the entry does not");
        }
        else if (hashes.Hash(log, key, network) != row.Network)
        {
            findings.Add(FindingKind.Address, "network", "the row of the network the entry came from is not that of its address");
        }
    }

    private static string? AddressOf(IReadOnlyList<Disclosure> disclosures)
    {
        for (var i = 0; i < disclosures.Count; i++)
        {
            if (disclosures[i].Name == DisclosureGroup.Network)
            {
                using var value = JsonDocument.Parse(disclosures[i].Value);
                return value.RootElement.TryGetProperty("ip", out var ip) && ip.ValueKind == JsonValueKind.String ? ip.GetString() : null;
            }
        }

        return null;
    }
}
