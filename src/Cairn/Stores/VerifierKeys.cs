namespace Cairn.Stores;

/// <summary>The rule by which the keys of a log follow each other, for every driver alike.</summary>
internal static class VerifierKeys
{
    /// <summary>Whether a key is to be written down; not where it is the newest already.</summary>
    /// <exception cref="CairnStoreException">Another key signs from that size or a later one.</exception>
    public static bool IsNew(StoredVerifierKey? newest, long fromSize, string key) => newest is null
        || (newest.Key != key && (newest.FromSize < fromSize
            ? true
            : throw new CairnStoreException(
                $"Another key signs this log from size {newest.FromSize} on: a new key must start at a larger size.")
            {
                NeedsMending = true
            }));
}
