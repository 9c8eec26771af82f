using Cairn.Sqlite;
using SQLitePCL;

namespace Cairn.Bench;

/// <summary>
/// INSERTs into an SQLite file, under the pragmas of Cairn's own. Callers take turns at one connection: the file has one write lock.
/// </summary>
internal sealed class SqliteInserts : IInserts
{
    private readonly SqliteDatabase database;
    private readonly SqliteStatement insert;
    private readonly SemaphoreSlim turn = new(1);

    public SqliteInserts(string file)
    {
        database = BareRows.Open(file, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        foreach (var sql in (string[])[
            .. BareRows.Pragmas.Select(p => $"PRAGMA {p}"),
            """
            CREATE TABLE plain_events (id INTEGER PRIMARY KEY, event_id BLOB NOT NULL, occurred_at INTEGER NOT NULL, actor TEXT NOT NULL,
              action TEXT NOT NULL, category TEXT NOT NULL, outcome TEXT NOT NULL, body BLOB NOT NULL)
            """,
            "CREATE INDEX by_time ON plain_events (occurred_at)", "CREATE INDEX by_actor ON plain_events (actor)",
            "CREATE INDEX by_action ON plain_events (action)", "CREATE INDEX by_category ON plain_events (category)",
            "CREATE UNIQUE INDEX by_event ON plain_events (event_id)", // The key is the table itself.
        ])
        {
            database.Execute(sql);
        }

        insert = database.Prepare(
            "INSERT INTO plain_events (event_id, occurred_at, actor, action, category, outcome, body) VALUES (?, ?, ?, ?, ?, ?, ?)");
    }

    /// <summary>Several rows in one commit.</summary>
    public void InsertAll(IEnumerable<PlainRow> rows)
    {
        database.Execute("BEGIN IMMEDIATE");
        foreach (var row in rows)
        {
            Insert(row);
        }

        database.Execute("COMMIT");
    }

    public async Task InsertAsync(PlainRow row)
    {
        await turn.WaitAsync();
        try
        {
            Insert(row);
        }
        finally
        {
            turn.Release();
        }
    }

    private void Insert(PlainRow row) =>
        insert.Bind(1, row.EventId.ToByteArray(bigEndian: true)).Bind(2, row.OccurredAt).Bind(3, row.Actor).Bind(4, row.Action)
            .Bind(5, row.Category).Bind(6, row.Outcome).Bind(7, row.Json).Run();

    public ValueTask DisposeAsync()
    {
        database.Dispose();
        turn.Dispose();
        return ValueTask.CompletedTask;
    }
}
