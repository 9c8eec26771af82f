using Cairn.Merkle;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>What <c>cairn.append</c> says: that it is done, or why not, and where the heads are.</summary>
/// <param name="Done">Whether everything is written.</param>
/// <param name="Heads">The head of each log, by its key, after what was written. One is missing while somebody else appends to it.</param>
/// <param name="Known">Which of the ids are known: their place among those asked for.</param>
/// <param name="Clash">Whether a person is known by another name, or persons left; nothing is written then.</param>
internal sealed record AppendAnswer(
    bool Done,
    IReadOnlyDictionary<long, StoredHead> Heads,
    IReadOnlyList<(int At, KnownEvent Event)> Known,
    bool Clash)
{
    public static async Task<AppendAnswer> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            await row.ReadAsync(cancellationToken).ConfigureAwait(false); // A function without SETOF: one row.
            var answer = new AppendAnswer(row.GetBoolean(0), HeadsOf(row), row.IsDBNull(6) ? [] : KnownOf(row), row.GetBoolean(10));

            // The commit comes after the row. Closing a reader passes over a time-out while it waits for that; this does not.
            await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
            return answer;
        }
    }

    private static Dictionary<long, StoredHead> HeadsOf(NpgsqlDataReader row)
    {
        if (row.IsDBNull(1))
        {
            return [];
        }

        var (logs, sizes, edges, times) = (
            row.GetFieldValue<long[]>(1), row.GetFieldValue<long[]>(2), row.GetFieldValue<byte[][]>(3), row.GetFieldValue<long[]>(4));
        var people = row.GetFieldValue<long[]>(5);
        return logs.Select((log, i) => (log, Head: new StoredHead(sizes[i], edges[i], times[i]) { People = people[i] }))
            .ToDictionary(h => h.log, h => h.Head);
    }

    private static (int At, KnownEvent Event)[] KnownOf(NpgsqlDataReader row)
    {
        var (at, indexes) = (row.GetFieldValue<int[]>(6), row.GetFieldValue<long[]>(7));
        var (digests, hashes) = (row.GetFieldValue<byte[]?[]>(8), row.GetFieldValue<byte[]?[]>(9));
        return [.. at.Select(
            (a, i) => (a - 1, new KnownEvent(indexes[i], digests[i], hashes[i] is { Length: Hash.Size } hash ? new(hash) : default)))];
    }
}
