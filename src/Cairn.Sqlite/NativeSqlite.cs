using System.Runtime.InteropServices;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>Loads SQLite's native library once for the process: the bundled one, unless the host resolves another for the driver.</summary>
internal static class NativeSqlite
{
    private static readonly Lazy<string> Chosen = new(Choose);
    private static readonly Lazy<nint> Loaded = new(Load);

    /// <summary>The version of the library in use. The first call loads it.</summary>
    public static string Version => Chosen.Value;

    /// <summary>The library itself, for calling it directly; zero where it is not surely the one the driver has loaded.</summary>
    public static nint Handle => Loaded.Value;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint VersionText();

    private static string Choose()
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return raw.sqlite3_libversion().utf8_to_string();
    }

    private static nint Load()
    {
        _ = Version;
        return NativeLibrary.TryLoad("e_sqlite3", typeof(SQLite3Provider_e_sqlite3).Assembly, null, out var library) && IsTheDrivers(
            library) ? library : 0;
    }

    // A host may have brought a library of its own; two of them have their version's text in different places.
    private static unsafe bool IsTheDrivers(nint library)
    {
        fixed (byte* text = raw.sqlite3_libversion())
        {
            return NativeLibrary.TryGetExport(library, "sqlite3_libversion", out var version)
                && Marshal.GetDelegateForFunctionPointer<VersionText>(version)() == (nint)text;
        }
    }
}
