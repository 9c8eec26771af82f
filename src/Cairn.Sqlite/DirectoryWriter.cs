using Cairn.Merkle;

namespace Cairn.Sqlite;

/// <summary>Brings persons into the directory of a log.</summary>
internal sealed class DirectoryWriter(SqliteDatabase database)
{
    private readonly SqliteStatement insert = database.Prepare("""
        INSERT INTO directory (log, identifier, subject, key_id, first_idx) VALUES (?, ?, ?, 0, ?) ON CONFLICT (log, identifier) DO NOTHING
        """);

    private readonly SqliteStatement find = database.Prepare("SELECT subject FROM directory WHERE log = ? AND identifier = ?");

    /// <summary>Adds the persons that an entry brings.</summary>
    /// <exception cref="SubjectRaceException">One of them is there under another pseudonym.</exception>
    public void Write(long log, long index, IReadOnlyList<NewSubject> subjects)
    {
        Span<byte> identifier = stackalloc byte[Hash.Size];
        for (var i = 0; i < subjects.Count; i++)
        {
            subjects[i].Identifier.CopyTo(identifier);
            insert.Bind(1, log).Bind(2, identifier).Bind(3, subjects[i].Subject).Bind(4, index).Run();
            if (database.Changes == 0 && Known(log, identifier) != subjects[i].Subject)
            {
                throw new SubjectRaceException();
            }
        }
    }

    private string? Known(long log, ReadOnlySpan<byte> identifier)
    {
        using var row = find.Bind(1, log).Bind(2, identifier);
        return row.Read() ? row.Text(0) : null;
    }
}
