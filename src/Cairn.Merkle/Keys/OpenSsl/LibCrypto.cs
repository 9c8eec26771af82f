using System.Reflection;
using System.Runtime.InteropServices;

namespace Cairn.Merkle;

/// <summary>
/// The functions of OpenSSL's libcrypto that Ed25519 needs, from 1.1.1 on (manual: EVP_PKEY_new, EVP_DigestSignInit, EVP_DigestVerifyInit),
/// and SHA-256's own (manual: SHA256_Init), which a build may leave out.
/// </summary>
internal static partial class LibCrypto
{
    /// <summary>NID_ED25519, the type of key in <c>openssl/obj_mac.h</c>.</summary>
    public const int Ed25519Type = 1087;

    private const string Name = "cairn-libcrypto";

    // Full names first: versions whose functions are known. On macOS never the bare name, which aborts the process there.
    private static readonly string[] Candidates = OperatingSystem.IsMacOS()
        ? ["/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib", "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib"]
        : OperatingSystem.IsWindows() ? [] // No place on Windows is safe to load a DLL by its name from.
        : ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"];

    private static readonly nint Library;

    static LibCrypto()
    {
        (FileName, Library) = Load();
        NativeLibrary.SetDllImportResolver(typeof(LibCrypto).Assembly, Resolve);
    }

    /// <summary>The library that was loaded; null when there is none, and then nothing below may be called.</summary>
    public static string? FileName { get; }

    /// <summary>As in "OpenSSL 3.0.19 27 Jan 2026".</summary>
    public static string Version => Marshal.PtrToStringUTF8(OpenSSL_version(0)) ?? "OpenSSL";

    /// <summary>Whether SHA256_Init and its companions are there and may be called: in FIPS mode only what a provider offers may be.</summary>
    public static bool HasSha256 =>
        Library != 0 && Exports("SHA256_Init") && Exports("SHA256_Update") && Exports("SHA256_Final")
        && !(Exports("EVP_default_properties_is_fips_enabled") ? EVP_default_properties_is_fips_enabled(0) != 0 : Exports("FIPS_mode") && FIPS_mode() != 0);

    private static bool Exports(string function) => NativeLibrary.TryGetExport(Library, function, out _);

    private static (string?, nint) Load()
    {
        foreach (var file in Candidates)
        {
            if (NativeLibrary.TryLoad(file, out var library)
                && NativeLibrary.TryGetExport(library, nameof(EVP_PKEY_new_raw_private_key), out _))
            {
                return (file, library);
            }
        }

        return (null, 0);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? Library : 0;

    [LibraryImport(Name)]
    private static partial nint OpenSSL_version(int what);

    [LibraryImport(Name)]
    public static partial EvpKey EVP_PKEY_new_raw_private_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Name)]
    public static partial EvpKey EVP_PKEY_new_raw_public_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Name)]
    public static partial int EVP_PKEY_get_raw_public_key(EvpKey key, Span<byte> publicKey, ref nuint length);

    [LibraryImport(Name)]
    public static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Name)]
    public static partial EvpContext EVP_MD_CTX_new();

    [LibraryImport(Name)]
    public static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Name)]
    public static partial int EVP_DigestSignInit(EvpContext context, nint keyContext, nint digest, nint engine, EvpKey key);

    [LibraryImport(Name)]
    public static partial int EVP_DigestSign(
        EvpContext context, Span<byte> signature, ref nuint length, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Name)]
    public static partial int EVP_DigestVerifyInit(EvpContext context, nint keyContext, nint digest, nint engine, EvpKey key);

    [LibraryImport(Name)]
    public static partial int EVP_DigestVerify(
        EvpContext context, ReadOnlySpan<byte> signature, nuint length, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Name)]
    public static partial void ERR_clear_error();

    [LibraryImport(Name)]
    private static partial int EVP_default_properties_is_fips_enabled(nint context);

    [LibraryImport(Name)]
    private static partial int FIPS_mode();

    // These three never wait and never call back. Short inputs only: the collector waits for the thread meanwhile.
    [LibraryImport(Name)]
    [SuppressGCTransition]
    public static unsafe partial int SHA256_Init(Sha256State* state);

    [LibraryImport(Name)]
    [SuppressGCTransition]
    public static unsafe partial int SHA256_Update(Sha256State* state, byte* data, nuint length);

    [LibraryImport(Name)]
    [SuppressGCTransition]
    public static unsafe partial int SHA256_Final(byte* hash, Sha256State* state);
}
