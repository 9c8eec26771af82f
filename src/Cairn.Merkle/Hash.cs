namespace Cairn.Merkle;
/// <summary>x</summary>
public readonly struct Hash;
