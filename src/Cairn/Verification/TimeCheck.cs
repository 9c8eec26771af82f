using Cairn.Primitives;

namespace Cairn.Verification;

/// <summary>
/// Recomputes the store's time: the greatest time of sealing so far. Behind entries that are gone it is only bounded: one of them may have
/// raised it. Such a raise is a claim until the next entry confirms it.
/// </summary>
internal sealed class TimeCheck(FindingList findings)
{
    private long floor = long.MinValue;

    // The raise that an entry behind a hole shows, and that only its own row says.
    private (long Index, long StoredAt)? claim;
    private bool isBehindHole;

    /// <summary>An entry that cannot be read: it may have had any time.</summary>
    public void PassHole() => isBehindHole = true;

    public void See(long index, long storedAt, long recordedAt)
    {
        var least = Math.Max(floor, recordedAt);
        if (isBehindHole)
        {
            CheckBehindHole(index, storedAt, least);
        }
        else if (claim is { } raised && raised.StoredAt > least)
        {
            AfterClaim(raised, index, storedAt, least);
        }
        else
        {
            Expect(index, storedAt, least);
        }
    }

    /// <summary>The time in the log's row is that of its last entry.</summary>
    public void End(long storedAt)
    {
        if (claim is { } raised && storedAt != raised.StoredAt && !isBehindHole)
        {
            if (storedAt == floor)
            {
                Wrong(raised.Index, raised.StoredAt, floor);
                return;
            }

            floor = raised.StoredAt;
        }

        var least = Math.Max(floor, claim?.StoredAt ?? floor);
        if (floor != long.MinValue && (isBehindHole ? storedAt < least : storedAt != least))
        {
            findings.Add(FindingKind.Head, "stored_at", $"the log's row has the time {Text(storedAt)}, its entries {Text(least)}");
        }
    }

    private void CheckBehindHole(long index, long storedAt, long least)
    {
        isBehindHole = false;
        if (claim is { } raised && storedAt == least && raised.StoredAt > least)
        {
            // As after a claim without a hole between: this entry needs no raise, and the other alone says there was one.
            Wrong(raised.Index, raised.StoredAt, floor);
            claim = null;
        }

        floor = Math.Max(least, claim?.StoredAt ?? least);
        claim = null;
        if (storedAt < floor)
        {
            Wrong(index, storedAt, floor);
        }
        else if (storedAt > floor)
        {
            claim = (index, storedAt);
        }
    }

    private void AfterClaim((long Index, long StoredAt) raised, long index, long storedAt, long least)
    {
        claim = null;
        if (storedAt == least)
        {
            Wrong(raised.Index, raised.StoredAt, floor);
            floor = least;
        }
        else
        {
            Expect(index, storedAt, raised.StoredAt);
        }
    }

    private void Expect(long index, long storedAt, long expected)
    {
        claim = null;
        floor = expected;
        if (storedAt != expected)
        {
            Wrong(index, storedAt, expected);
        }
    }

    private void Wrong(long index, long storedAt, long expected) =>
        findings.Add(FindingKind.Time, index, "stored_at", $"the store's time is {Text(storedAt)}; it must be {Text(expected)}");

    // A number that is no time is shown as it is.
    private static string Text(long microseconds) => RfcTime.IsTime(microseconds)
        ? RfcTime.Format(RfcTime.FromMicroseconds(microseconds))
        : microseconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
