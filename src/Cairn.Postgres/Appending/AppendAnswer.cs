using Cairn.Merkle;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>What <c>cairn.append</c> says: that it is done, or why not, and where the head is.</summary>
/// <param name="Done">Whether everything is written.</param>
/// <param name="Head">The head, after what was written.</param>
/// <param name="Known">Which of the ids are known: their place among those asked for, from 1.</param>
/// <param name="Clash">Whether a person is known by another name; nothing is written then.</param>
internal sealed record AppendAnswer(bool Done, StoredHead Head, IReadOnlyList<(int At, KnownEvent Event)> Known, bool Clash)
{
    public static async Task<AppendAnswer> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            await row.ReadAsync(cancellationToken).ConfigureAwait(false); // A function without SETOF: one row.
            return new(row.GetBoolean(0), new(row.Integer(1), row.Bytes(2), row.Integer(3)), row.IsDBNull(4) ? [] : KnownOf(row), row.GetBoolean(8));
        }
    }

    private static (int At, KnownEvent Event)[] KnownOf(NpgsqlDataReader row)
    {
        var (at, indexes) = (row.GetFieldValue<int[]>(4), row.GetFieldValue<long[]>(5));
        var (digests, hashes) = (row.GetFieldValue<byte[]?[]>(6), row.GetFieldValue<byte[]?[]>(7));
        return [.. at.Select((a, i) => (a, new KnownEvent(indexes[i], digests[i], hashes[i] is { Length: Hash.Size } hash ? new(hash) : default)))];
    }
}
