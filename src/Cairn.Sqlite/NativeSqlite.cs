using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>Chooses SQLite's native library once for the process: on Linux the system's, which its distribution patches; else the bundled one.</summary>
internal static class NativeSqlite
{
    private const string System = "libsqlite3.so.0";

    // 3.35: the version that is bundled, so that both know the same SQL.
    private const int Oldest = 3_035_000;

    private static readonly Lazy<string> Chosen = new(Choose);
    private static readonly Lazy<nint> Loaded = new(Load);

    /// <summary>The version of the library in use. The first call loads it.</summary>
    public static string Version => Chosen.Value;

    /// <summary>The library itself, for calling it directly; zero where it is not surely the one the driver has loaded.</summary>
    public static nint Handle => Loaded.Value;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint VersionText();

    private static string Choose()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        }
        catch (InvalidOperationException)
        {
            // The host has its own resolver for this assembly: its choice holds.
        }

        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return raw.sqlite3_libversion().utf8_to_string();
    }

    // A host may have brought a library of its own; two of them have their version's text in different places.
    private static nint Load()
    {
        _ = Version;
        nint[] candidates = [OfSystem(), NativeLibrary.TryLoad("e_sqlite3", typeof(SQLite3Provider_e_sqlite3).Assembly, null, out var bundled) ? bundled : 0];
        return Array.Find(candidates, library => library != 0 && IsTheDrivers(library));
    }

    private static unsafe bool IsTheDrivers(nint library)
    {
        fixed (byte* text = raw.sqlite3_libversion())
        {
            return NativeLibrary.TryGetExport(library, "sqlite3_libversion", out var version)
                && Marshal.GetDelegateForFunctionPointer<VersionText>(version)() == (nint)text;
        }
    }

    // Zero leaves the search to the runtime, which finds the bundled library.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == "e_sqlite3" ? OfSystem() : 0;

    private static nint OfSystem()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(System, out var library))
        {
            return 0;
        }

        if (NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var version)
            && Marshal.GetDelegateForFunctionPointer<VersionNumber>(version)() >= Oldest)
        {
            return library;
        }

        NativeLibrary.Free(library);
        return 0;
    }
}
