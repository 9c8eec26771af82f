using Microsoft.Win32.SafeHandles;

namespace Cairn.Merkle;

/// <summary>An <c>EVP_MD_CTX</c>: one operation of one thread.</summary>
internal sealed class EvpContext() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_MD_CTX_free(handle);
        return true;
    }
}
