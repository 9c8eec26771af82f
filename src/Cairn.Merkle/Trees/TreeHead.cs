namespace Cairn.Merkle;

/// <summary>What a log commits to after <paramref name="Size"/> entries.</summary>
/// <param name="Size">The number of entries, from 0.</param>
/// <param name="Root">The Merkle tree hash of those entries (RFC 6962 §2.1); <see cref="Hash.Empty"/> when there are none.</param>
public readonly record struct TreeHead(long Size, Hash Root);
