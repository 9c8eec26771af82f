namespace Cairn;

/// <summary>What one round of the signer came to.</summary>
/// <param name="HadTurn">Whether this host might sign; where not, another one signs right now.</param>
/// <param name="Note">The newest checkpoint this host knows of; <see langword="null"/> before the first.</param>
/// <param name="Size">The entries that checkpoint covers.</param>
internal readonly record struct SigningRound(bool HadTurn, string? Note, long Size);
