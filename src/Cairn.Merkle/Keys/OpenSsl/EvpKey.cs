using Microsoft.Win32.SafeHandles;

namespace Cairn.Merkle;

/// <summary>An <c>EVP_PKEY</c>: immutable once made, and so safe to share between threads.</summary>
internal sealed class EvpKey() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_free(handle);
        return true;
    }
}
