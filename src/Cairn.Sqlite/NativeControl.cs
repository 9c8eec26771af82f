using System.Runtime.InteropServices;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>
/// Asks SQLite's file layer (sqlite3_file, sqlite3_io_methods), which the driver has no call for. Files that SQLite has locked must not be
/// opened a second time in its process: closing them would give its locks away.
/// </summary>
internal static unsafe class NativeControl
{
    private const int FilePointer = 7; // SQLITE_FCNTL_FILE_POINTER
    private const int JournalPointer = 28; // SQLITE_FCNTL_JOURNAL_POINTER
    private const int HasMovedCode = 20; // SQLITE_FCNTL_HAS_MOVED

    // Places in sqlite3_io_methods, in pointers; its version stands first.
    private const int ReadPlace = 2;
    private const int FileSizePlace = 6;
    private const int SharedMapPlace = 13;
    private const int SharedRegion = 32 * 1024;

    private static readonly delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int> Control = NativeSqlite.Handle == 0
        ? null
        : (delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int>)NativeLibrary.GetExport(NativeSqlite.Handle, "sqlite3_file_control");

    /// <summary>Whether it can be asked here.</summary>
    public static bool IsAvailable => Control != null;

    /// <summary>Whether another file, or none, is at the path of the main file.</summary>
    public static bool HasMoved(sqlite3 database)
    {
        var answer = 0;
        return Ask(database, HasMovedCode, &answer) && answer != 0;
    }

    /// <summary>Reads the beginning of the wal-index as the connection sees it; false where there is none.</summary>
    public static bool TryReadIndex(sqlite3 database, Span<byte> header)
    {
        void* region = null;
        if (FileOf(database, FilePointer) is var file && file == null || Method(file, SharedMapPlace) is var map && map == 0
            || ((delegate* unmanaged[Cdecl]<nint*, int, int, int, void**, int>)map)(file, 0, SharedRegion, 0, &region) != raw.SQLITE_OK
            || region == null)
        {
            return false;
        }

        new ReadOnlySpan<byte>(region, header.Length).CopyTo(header);
        return true;
    }

    /// <summary>The length of the write-ahead log that the connection has open, and its beginning; −1 where it has none.</summary>
    public static long ReadLog(sqlite3 database, Span<byte> header)
    {
        var length = -1L;
        var file = FileOf(database, JournalPointer);
        if (file == null
            || ((delegate* unmanaged[Cdecl]<nint*, long*, int>)Method(file, FileSizePlace))(file, &length) != raw.SQLITE_OK
            || length < header.Length)
        {
            return length;
        }

        fixed (byte* into = header)
        {
            return ((delegate* unmanaged[Cdecl]<nint*, void*, int, long, int>)Method(file, ReadPlace))(file, into, header.Length, 0)
                == raw.SQLITE_OK ? length : -1;
        }
    }

    // A file that is not open has no methods.
    private static nint* FileOf(sqlite3 database, int operation)
    {
        nint* file = null;
        return Ask(database, operation, &file) && file != null && *file != 0 ? file : null;
    }

    private static nint Method(nint* file, int place) => ((nint*)*file)[place];

    private static bool Ask(sqlite3 database, int operation, void* answer)
    {
        fixed (byte* main = "main\0"u8)
        {
            return Control != null && Control(database.DangerousGetHandle(), main, operation, answer) == raw.SQLITE_OK;
        }
    }
}
