using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>
/// Brings persons into the directory of a log, and what they are called among its aliases. Most are there: they are looked up first.
/// </summary>
internal sealed class DirectoryWriter(SqliteDatabase database)
{
    private readonly SqliteStatement find = database.Prepare("SELECT subject FROM directory WHERE log = ? AND identifier = ?");

    private readonly SqliteStatement insert =
        database.Prepare("INSERT OR FAIL INTO directory (log, identifier, subject, key_id, first_idx) VALUES (?, ?, ?, ?, ?)");

    private readonly SqliteStatement findAlias = database.Prepare("SELECT 1 FROM aliases WHERE log = ? AND identifier = ? AND subject = ?");

    private readonly SqliteStatement insertAlias =
        database.Prepare("INSERT OR FAIL INTO aliases (log, identifier, subject, key_id, first_idx) VALUES (?, ?, ?, ?, ?)");

    /// <summary>Adds what an entry brings.</summary>
    /// <exception cref="SubjectRaceException">One of the persons is there under another pseudonym.</exception>
    public void Write(long log, long index, SealedEntry entry)
    {
        for (var i = 0; i < entry.NewSubjects.Count; i++)
        {
            Write(log, index, entry.NewSubjects[i], entry.LookupKeyId);
        }

        for (var i = 0; i < entry.Aliases.Count; i++)
        {
            Write(log, index, entry.Aliases[i], entry.LookupKeyId);
        }
    }

    private void Write(long log, long index, NewSubject person, int key)
    {
        Span<byte> identifier = stackalloc byte[Hash.Size];
        person.Identifier.CopyTo(identifier);
        if (Known(log, identifier) is { } known)
        {
            if (known != person.Subject)
            {
                throw new SubjectRaceException();
            }

            return;
        }

        insert.Bind(1, log).Bind(2, identifier).Bind(3, person.Subject).Bind(4, key).Bind(5, index).Run();
    }

    private void Write(long log, long index, NewAlias alias, int key)
    {
        Span<byte> identifier = stackalloc byte[AliasHash.Size];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(identifier, alias.Identifier.Value);
        using (var row = findAlias.Bind(1, log).Bind(2, identifier).Bind(3, alias.Subject))
        {
            if (row.Read())
            {
                return;
            }
        }

        insertAlias.Bind(1, log).Bind(2, identifier).Bind(3, alias.Subject).Bind(4, key).Bind(5, index).Run();
    }

    private string? Known(long log, ReadOnlySpan<byte> identifier)
    {
        using var row = find.Bind(1, log).Bind(2, identifier);
        return row.Read() ? row.Text(0) : null;
    }
}
