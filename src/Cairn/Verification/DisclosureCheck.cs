using System.Buffers.Text;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Whether an entry's disclosures are those its leaf commits to, and the event's digest is theirs. One altered disclosure leaves a
/// digest without a disclosure and a disclosure without a digest: that is one finding. Reused from entry to entry; not thread-safe.
/// </summary>
internal sealed class DisclosureCheck(LogIdentity log, IReadOnlyDictionary<Hash, ManifestRow> erased, TextPool texts)
{
    private readonly List<Disclosure> good = [];
    private readonly List<StoredDisclosure> foreign = [];
    private readonly List<string> missing = [];
    private readonly bool[] stands = new bool[Leaf.MostDigests];

    // A nonce and a tag: a ciphertext has at least these.
    private const int LeastCiphertext = 12 + 16;

    private int encrypted;

    /// <summary>The entry's disclosures that its leaf commits to and that can be read.</summary>
    public IReadOnlyList<Disclosure> Good => good;

    /// <summary>Whether every disclosure of the entry can be read.</summary>
    public bool IsWhole(Leaf leaf) => good.Count == leaf.Digests.Count;

    /// <summary>Whether the entry has an encrypted disclosure of a group.</summary>
    public bool IsEncrypted(StoredEntry stored, string group) =>
        encrypted > 0 && stored.Disclosures.Any(d => d.KeyId != 0 && d.Name == group);

    public void Check(StoredEntry stored, ref CheckedEntry entry, EntryFindings findings)
    {
        var leaf = entry.Leaf!; // Checked only where there is one.
        Clear();
        for (var i = 0; i < stored.Disclosures.Count; i++)
        {
            Match(stored.Disclosures[i], leaf, findings);
        }

        entry.Erased = FindMissing(leaf);
        entry.Restored = FindRestored(leaf);
        NameForeign(findings);
        if (missing.Count > 0)
        {
            entry.MissingDigests = [.. missing];
        }

        entry.Unchecked.Encrypted = encrypted;
        Replay(stored, ref entry, leaf, findings);
    }

    private void Clear()
    {
        good.Clear();
        foreign.Clear();
        missing.Clear();
        Array.Clear(stands);
        encrypted = 0;
    }

    private void Match(StoredDisclosure stored, Leaf leaf, EntryFindings findings)
    {
        var at = Find(leaf.Digests, stored.Json.Span);
        var isCiphertext = at < 0 && stored.KeyId != 0;
        at = isCiphertext ? Find(leaf.Digests, stored.Digest) : at;
        if (at < 0)
        {
            foreign.Add(stored);
        }
        else if (stands[at])
        {
            findings.Add(FindingKind.Disclosure, stored.Name, "the disclosure is stored twice");
        }
        else
        {
            stands[at] = true;
            if (isCiphertext)
            {
                Encrypted(stored, findings);
            }
            else
            {
                Read(stored, findings);
            }
        }
    }

    // Its digest is the leaf's; what it says nobody can tell here.
    private void Encrypted(StoredDisclosure stored, EntryFindings findings)
    {
        encrypted++;
        if (DisclosureGroup.ClassOf(stored.Name) is var its && (its.Length == 0 || its != stored.Class))
        {
            findings.Add(
                FindingKind.Disclosure, $"{stored.Name} class", $"the disclosure {stored.Name} is stored under the class {stored.Class}");
        }

        if (stored.KeyId < 0 || stored.Json.Length < LeastCiphertext)
        {
            findings.Add(FindingKind.Disclosure, stored.Name, "the disclosure has a key id, and is no ciphertext");
        }
    }

    private void Read(StoredDisclosure stored, EntryFindings findings)
    {
        if (!Disclosure.TryRead(stored.Json, out var disclosure, out var error, texts))
        {
            findings.Add(FindingKind.Disclosure, stored.Name, $"the disclosure {error}");
            return;
        }

        good.Add(disclosure!); // Read.
        if (stored.Name != disclosure!.Name) // Read.
        {
            findings.Add(FindingKind.Disclosure, $"{disclosure.Name} name", $"the disclosure {disclosure.Name} is stored as {stored.Name}");
        }

        if (stored.Subject != disclosure.Subject)
        {
            findings.Add(
                FindingKind.Disclosure, $"{disclosure.Name} subject", "the disclosure is stored under another subject than its own");
        }

        if (stored.Class != disclosure.Class)
        {
            findings.Add(
                FindingKind.Disclosure,
                $"{disclosure.Name} class",
                $"the disclosure is stored under the class {stored.Class}, not {disclosure.Class}");
        }

        if (stored.KeyId != 0)
        {
            findings.Add(
                FindingKind.Disclosure, $"{disclosure.Name} key_id", "the disclosure is stored with a key id, and is not encrypted");
        }

        if (stored.Digest is not null)
        {
            findings.Add(
                FindingKind.Disclosure, $"{disclosure.Name} digest", "a digest stands beside the disclosure, which is not encrypted");
        }
    }

    // Digests without a disclosure: how many were erased; the others are gathered.
    private int FindMissing(Leaf leaf)
    {
        var gone = 0;
        for (var i = 0; i < leaf.Digests.Count; i++)
        {
            if (stands[i])
            {
                continue;
            }

            if (IsErased(leaf.Digests[i]))
            {
                gone++;
            }
            else
            {
                missing.Add(leaf.Digests[i]);
            }
        }

        return gone;
    }

    private List<string>? FindRestored(Leaf leaf)
    {
        List<string>? restored = null;
        for (var i = 0; i < leaf.Digests.Count && erased.Count > 0; i++)
        {
            if (stands[i] && IsErased(leaf.Digests[i]))
            {
                (restored ??= []).Add(leaf.Digests[i]);
            }
        }

        return restored;
    }

    private void NameForeign(EntryFindings findings)
    {
        for (var i = 0; i < foreign.Count; i++)
        {
            var isAltered = missing.Count > 0;
            if (isAltered)
            {
                missing.RemoveAt(missing.Count - 1);
            }

            findings.Add(FindingKind.Disclosure, foreign[i].Name, isAltered
                ? "the disclosure is not the one the entry commits to"
                : "the entry commits to no such disclosure");
        }
    }

    private void Replay(StoredEntry stored, ref CheckedEntry entry, Leaf leaf, EntryFindings findings)
    {
        if (stored.EventDigest is not { } digest)
        {
            if (entry.Erased == 0 && missing.Count == 0 && !leaf.Digests.Any(IsErased))
            {
                findings.Add(FindingKind.Replay, "digest", "the event's digest is missing, although nothing of the entry was erased");
            }
        }
        else if (digest.Length != EventDigest.Length)
        {
            findings.Add(
                FindingKind.Replay,
                "digest",
                digest.IsEmpty ? "the row of the event's digest is missing" : "the event's digest is not 32 bytes");
        }
        else if (entry.Erased > 0)
        {
            findings.Add(FindingKind.Replay, "digest", "the event's digest is still there, although a disclosure of the entry was erased");
        }
        else if (!log.Keys.MayName(KeyPurpose.Replay, stored.ReplayKeyId))
        {
            findings.Add(FindingKind.Replay, "key_id", "the event's digest names a replay key that the log never had");
        }
        else if (encrypted > 0 || log.Keys.Find(KeyPurpose.Replay, stored.ReplayKeyId) is not { } key)
        {
            entry.Unchecked.Replays++;
        }
        else if (good.Count == leaf.Digests.Count && !IsDigestOf(digest.Span, key, stored, leaf))
        {
            findings.Add(FindingKind.Replay, "digest", "the event's digest is not that of the entry");
        }
    }

    private bool IsDigestOf(ReadOnlySpan<byte> digest, LogKey key, StoredEntry stored, Leaf leaf)
    {
        Sort();
        return EventDigest.Is(digest, key.Bytes, leaf, stored.Leaf.Span, good);
    }

    // Insertion sort: there are two or three, and they mostly come in order.
    private void Sort()
    {
        for (var i = 1; i < good.Count; i++)
        {
            for (var n = i; n > 0 && Order(good[n - 1], good[n]) > 0; n--)
            {
                (good[n - 1], good[n]) = (good[n], good[n - 1]);
            }
        }
    }

    private static int Order(Disclosure a, Disclosure b)
    {
        var groups = DisclosureGroup.PlaceOf(a.Name).CompareTo(DisclosureGroup.PlaceOf(b.Name));
        return groups != 0 ? groups : string.CompareOrdinal(a.Subject ?? "", b.Subject ?? "");
    }

    private bool IsErased(string digest) =>
        erased.Count > 0 && Base64Text.TryDecode(digest, out var hash) && erased.ContainsKey(new Hash(hash));

    // As Disclosure.DigestOf, without a string for each.
    private static int Find(IReadOnlyList<string> digests, ReadOnlySpan<byte> json)
    {
        var length = Base64Url.GetEncodedLength(json.Length);
        Span<byte> text = length <= 2048 ? stackalloc byte[length] : new byte[length];
        Base64Url.EncodeToUtf8(json, text);
        Span<byte> hash = stackalloc byte[Hash.Size];
        Hash.OfData(text).CopyTo(hash);
        Span<char> digest = stackalloc char[43];
        Base64Url.EncodeToChars(hash, digest);
        return Find(digests, digest);
    }

    private static int Find(IReadOnlyList<string> digests, ReadOnlySpan<char> digest)
    {
        for (var i = 0; i < digests.Count; i++)
        {
            if (digest.SequenceEqual(digests[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
