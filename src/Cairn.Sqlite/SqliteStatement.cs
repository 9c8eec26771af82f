using System.Text;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>A prepared statement that belongs to its connection and is used again and again; disposing ends one use of it.</summary>
/// <remarks>
/// Columns are read for what they hold, whatever was done to them: a value of another type comes back as one that is never right.
/// </remarks>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement) : IDisposable
{
    public SqliteStatement Bind(int at, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, at, value));
        return this;
    }

    public SqliteStatement Bind(int at, string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(statement, at)
            : value.Length > 128 ? raw.sqlite3_bind_text(statement, at, value)
            : BindShort(at, value));
        return this;
    }

    public SqliteStatement Bind(int at, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(statement, at, value));
        return this;
    }

    /// <summary>Steps to the next row, if there is one.</summary>
    public bool Read() => raw.sqlite3_step(statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        _ => throw Failed(),
    };

    /// <summary>The rows without the driver between; read instead of <see cref="Read"/>.</summary>
    public NativeRows Native() => new(statement);

    /// <summary>Runs to the end, ready for the next use.</summary>
    public void Run()
    {
        while (Read())
        {
        }

        Dispose();
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public bool IsInteger(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_INTEGER;

    /// <summary>The integer; −1, which no index, time or number of Cairn's is, for anything else.</summary>
    public long Integer(int column) => IsInteger(column) ? raw.sqlite3_column_int64(statement, column) : -1;

    /// <summary>A small number; −1 for anything else.</summary>
    public int Small(int column) => Integer(column) is >= 0 and <= int.MaxValue and var number ? (int)number : -1;

    /// <summary>The number, without its fraction if it has one.</summary>
    public long Near(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>The text, to its end and not to its first zero; null for NULL, empty for anything else.</summary>
    public string? Text(int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_TEXT => database.Texts.Get(raw.sqlite3_column_blob(statement, column)),
        raw.SQLITE_NULL => null,
        _ => "\0", // Neither a text nor none: like nothing that Cairn writes.
    };

    /// <summary>The bytes; none for anything but a BLOB.</summary>
    public byte[] Blob(int column) =>
        raw.sqlite3_column_type(statement, column) == raw.SQLITE_BLOB ? raw.sqlite3_column_blob(statement, column).ToArray() : [];

    // Its code is that of the step before, which was thrown there.
    public void Dispose() => raw.sqlite3_reset(statement);

    public void Close() => statement.Dispose();

    // Spares the copy on the heap that binding a string makes: names and ids are short, and there are a dozen to an entry.
    private int BindShort(int at, string value)
    {
        Span<byte> bytes = stackalloc byte[(3 * 128) + 1];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        return length == 0 ? raw.sqlite3_bind_text(statement, at, value) : raw.sqlite3_bind_text(statement, at, bytes[..length]);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failed();
        }
    }

    private CairnStoreException Failed()
    {
        var error = database.Error();
        Dispose();
        return error;
    }
}
