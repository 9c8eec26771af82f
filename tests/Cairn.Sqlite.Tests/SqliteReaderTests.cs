using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite.Tests;

public sealed class SqliteReaderTests : AuditReaderContract, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    internal override ILogStore Open() => SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadWriteCreate);

    internal override void Forget(LogIdentity log, IndexRange range)
    {
        using var intruder = new Intruder(folder.File("audit.db"));
        foreach (var table in new[] { "entries", "targets", "disclosures", "replays", "addresses" })
        {
            intruder.Unguarded(
                $"{table}_refuses_DELETE",
                () => intruder.Run($"DELETE FROM {table} WHERE log = {log.Key} AND idx >= {range.From} AND idx < {range.To}"));
        }
    }

    internal override void SwapIds(LogIdentity log, (Guid Id, long Index) one, (Guid Id, long Index) other)
    {
        using var intruder = new Intruder(folder.File("audit.db"));
        intruder.Unguarded("entries_refuses_UPDATE", () =>
        {
            foreach (var (id, index) in ((Guid, long)[])[(Guid.Empty, other.Index), (other.Id, one.Index), (one.Id, other.Index)])
            {
                intruder.Run(
                    $"UPDATE entries SET event_id = x'{Convert.ToHexString(id.ToByteArray(bigEndian: true))}' "
                    + $"WHERE log = {log.Key} AND idx = {index}");
            }
        });
    }
}
