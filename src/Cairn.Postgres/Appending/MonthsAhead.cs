using System.Data;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Has the partitions of the months to come made, once in a month: the first append of a month then waits for nobody.</summary>
internal sealed class MonthsAhead
{
    private const int Ahead = 3;

    // The month it was last done in. Two threads may both do it; the second finds it done.
    private int done;

    public async Task MakeAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var month = (now.Year * 100) + now.Month;
        if (Volatile.Read(ref done) >= month)
        {
            return;
        }

        try
        {
            await connection.RowsAsync(
                "SELECT cairn.make_months($1)", [Value.Of(Ahead)], _ => { }, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref done, month);
        }
        catch (PostgresException) when (connection.State == ConnectionState.Open)
        {
            // Appending makes the month it needs by itself; that none are ahead, doctor tells.
        }
    }
}
