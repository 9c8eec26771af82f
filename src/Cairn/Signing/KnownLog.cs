using Cairn.Merkle;

namespace Cairn.Signing;

/// <summary>A log that continues everything this host knows was signed of it.</summary>
/// <param name="Head">The head as committed and read back.</param>
/// <param name="Note">The newest checkpoint, which is remembered; <see langword="null"/> before the first.</param>
/// <param name="Signed">What that checkpoint commits to.</param>
internal readonly record struct KnownLog(TreeHead Head, string? Note, TreeHead Signed);
