using System.Runtime.InteropServices;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>
/// The rows of a statement by the library's own functions, for scans of millions of rows that make nothing of them: the driver takes hold
/// of the statement anew for each column. The statement must outlive this, and nobody else may step it meanwhile.
/// </summary>
internal readonly unsafe struct NativeRows(sqlite3_stmt statement)
{
    // Looked up once; all of them zero where the library is not surely the one the driver uses.
    private static readonly nint Library = NativeSqlite.Handle;
    private static readonly delegate* unmanaged[Cdecl]<nint, int> StepOf = (delegate* unmanaged[Cdecl]<nint, int>)Export("sqlite3_step");

    // These look into the row at hand: they neither wait nor call back.
    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> TypeOf =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)Export("sqlite3_column_type");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long> IntegerOf =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long>)Export("sqlite3_column_int64");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double> RealOf =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double>)Export("sqlite3_column_double");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*> BytesOf =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*>)Export("sqlite3_column_blob");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> LengthOf =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)Export("sqlite3_column_bytes");

    private readonly nint handle = statement.DangerousGetHandle();

    /// <summary>Whether rows can be read so here.</summary>
    public static bool IsAvailable => Library != 0;

    /// <summary>Steps to the next row: SQLITE_ROW, SQLITE_DONE or an error.</summary>
    public int Step() => StepOf(handle);

    /// <summary>SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB or SQLITE_NULL.</summary>
    public int Type(int column) => TypeOf(handle, column);

    public long Integer(int column) => IntegerOf(handle, column);

    public double Real(int column) => RealOf(handle, column);

    /// <summary>The bytes of a text or blob, until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        var bytes = BytesOf(handle, column);
        return new(bytes, LengthOf(handle, column));
    }

    private static nint Export(string function) => Library == 0 ? 0 : NativeLibrary.GetExport(Library, function);
}
