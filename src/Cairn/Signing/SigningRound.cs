namespace Cairn.Signing;

/// <summary>What one round of the signer came to.</summary>
/// <param name="IsSigned">Whether what was committed is signed and published; where not, another host is at it right now.</param>
/// <param name="Note">The newest checkpoint this host knows of; <see langword="null"/> before the first.</param>
/// <param name="Size">The entries that checkpoint covers.</param>
internal readonly record struct SigningRound(bool IsSigned, string? Note, long Size);
