using System.Reflection;
using System.Runtime.InteropServices;

namespace Cairn.Merkle;

/// <summary>SHA-256's own functions in OpenSSL's libcrypto on Linux (manual: SHA256_Init), which a build may leave out.</summary>
internal static partial class LibCrypto
{
    private const string Name = "cairn-libcrypto";

    // Versions by their full names: those whose SHA256_CTX is known.
    private static readonly string[] Candidates = ["libcrypto.so.3", "libcrypto.so.1.1"];

    private static readonly nint Library;

    static LibCrypto()
    {
        Library = OperatingSystem.IsLinux() ? Load() : 0;
        NativeLibrary.SetDllImportResolver(typeof(LibCrypto).Assembly, Resolve);
    }

    /// <summary>
    /// Whether SHA256_Init and its companions are there and may be called: in FIPS mode only what a provider offers may be.
    /// </summary>
    public static bool HasSha256 =>
        Library != 0 && Exports("SHA256_Init") && Exports("SHA256_Update") && Exports("SHA256_Final")
        && !(Exports("EVP_default_properties_is_fips_enabled")
            ? EVP_default_properties_is_fips_enabled(0) != 0
            : Exports("FIPS_mode") && FIPS_mode() != 0);

    private static bool Exports(string function) => NativeLibrary.TryGetExport(Library, function, out _);

    private static nint Load()
    {
        foreach (var file in Candidates)
        {
            if (NativeLibrary.TryLoad(file, out var library))
            {
                return library;
            }
        }

        return 0;
    }

    // Zero leaves the search to the runtime: other imports of this assembly are none of ours.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? Library : 0;

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
