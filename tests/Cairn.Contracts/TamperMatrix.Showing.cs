using Cairn.Reading;

namespace Cairn.Contracts;

public abstract partial class TamperMatrix
{
    [Fact]
    public async Task An_entry_that_is_found_by_anothers_id_is_not_shown()
    {
        await MakeAsync();
        var (one, other) = (EventId(200), EventId(201));
        foreach (var table in (string[])["entries", "replays"])
        {
            if (tables.Columns[table].Contains("event_id"))
            {
                Swap(table, "event_id", 200, 201);
            }
        }

        await NotShownAsync(one, 201);
        await NotShownAsync(other, 200);
    }

    // A store whose index of ids nobody can reach still finds the entry itself.
    private async Task NotShownAsync(Guid id, long wrong)
    {
        if (await log.Store.FindAsync(log.Identity, id, TestContext.Current.CancellationToken) == wrong)
        {
            var damage = await Assert.ThrowsAsync<AuditDamageException>(() => Reader.FindAsync(id, TestContext.Current.CancellationToken));
            Assert.Equal(wrong, damage.Index);
        }
        else
        {
            Assert.Equal(id, (await Reader.FindAsync(id, TestContext.Current.CancellationToken))!.Id); // It is there.
        }
    }

    [Fact]
    public async Task A_column_that_is_not_the_leafs_is_said_with_the_entry()
    {
        await MakeAsync();
        foreach (var column in tables.Columns["entries"].Except(["idx", "leaf", "month"]))
        {
            // Numbers a little later: not before the time of recording, which the entry alone would show.
            var before = tables.Read("entries");
            Edit("entries", rows =>
            {
                var at = rows.FindIndex(r => Index(r) == 200);
                rows[at] = rows[at].With(column, rows[at][column] switch
                {
                    long number => number + 1,
                    byte[] bytes => Flipped(bytes, 0),
                    string { Length: > 0 } text => Flipped(text, 0),
                    _ => "x",
                });
            });
            var entry = await Reader.FindAsync(200, TestContext.Current.CancellationToken);
            Assert.Contains(entry!.Problems, p => p.Contains(column, StringComparison.Ordinal)); // It is there.
            tables.Write("entries", before);
        }

        Assert.Empty((await Reader.FindAsync(200, TestContext.Current.CancellationToken))!.Problems); // It is there.
    }

    private LogReader Reader => LogReader.OfLog(log.Store, log.Identity, ReaderSettings.Default);

    private Guid EventId(long index) =>
        new((byte[])tables.Read("entries").Find(r => Index(r) == index)!["event_id"]!, bigEndian: true); // It is there.

    private void Swap(string table, string column, long one, long other) => Edit(table, rows =>
    {
        var (a, b) = (rows.FindIndex(r => Index(r) == one), rows.FindIndex(r => Index(r) == other));
        (rows[a], rows[b]) = (rows[a].With(column, rows[b][column]), rows[b].With(column, rows[a][column]));
    });
}
