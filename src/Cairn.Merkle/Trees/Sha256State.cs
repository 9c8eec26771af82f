using System.Runtime.CompilerServices;

namespace Cairn.Merkle;

/// <summary>Room for libcrypto's SHA256_CTX, which is 112 bytes (<c>openssl/sha.h</c>).</summary>
[InlineArray(16)]
internal struct Sha256State
{
    private ulong _words;
}
