namespace Cairn.Spooling;

/// <summary>
/// What the spool tries and fails to do right now. Whatever fails is tried again about every second and reported each time: a trouble that
/// is not reported any more is over. From any thread.
/// </summary>
internal sealed class SpoolTroubles(TimeProvider clock)
{
    /// <summary>How long after its last report a trouble is over.</summary>
    public static readonly TimeSpan Over = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // A disk with a thousand broken files is one broken disk.
    private const int Most = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Trouble> troubles = new(StringComparer.Ordinal);

    /// <summary>Something failed. Whether to log it, and how often it failed since that was logged last.</summary>
    public bool Report(string doing, string reason, out long before)
    {
        var (now, time) = (clock.GetTimestamp(), clock.GetUtcNow());
        lock (gate)
        {
            if (!troubles.TryGetValue(doing, out var trouble))
            {
                before = 0;
                if (troubles.Count == Most)
                {
                    return false;
                }

                troubles.Add(doing, new(time, now) { Last = now, Reason = reason });
                return true;
            }

            (trouble.Last, trouble.Reason, before) = (now, reason, trouble.Held);
            if (clock.GetElapsedTime(trouble.Told) < Pause)
            {
                trouble.Held++;
                return false;
            }

            (trouble.Told, trouble.Held) = (now, 0);
            return true;
        }
    }

    /// <summary>What fails now, since when, and of what; the oldest first.</summary>
    public IReadOnlyList<SpoolTrouble> Now()
    {
        lock (gate)
        {
            return [.. troubles.Where(t => !IsOver(t.Value))
                .OrderBy(t => t.Value.Since)
                .Select(t => new SpoolTrouble(t.Key, t.Value.Since, t.Value.Reason))];
        }
    }

    /// <summary>Takes out one that is over; with how often it failed since that was logged last. False: it did not fail.</summary>
    public bool TryEnd(string doing, out long held)
    {
        lock (gate)
        {
            var failed = troubles.Remove(doing, out var trouble);
            held = trouble?.Held ?? 0;
            return failed;
        }
    }

    /// <summary>Takes out what is over; each with how often it failed since that was logged last.</summary>
    /// <param name="all">Take out everything: nothing is tried any more.</param>
    public IReadOnlyList<(string Doing, long Held)> TakeOver(bool all)
    {
        lock (gate)
        {
            var over = troubles.Where(t => all || IsOver(t.Value)).Select(t => (t.Key, t.Value.Held)).ToList();
            over.ForEach(t => troubles.Remove(t.Key));
            return over;
        }
    }

    private bool IsOver(Trouble trouble) => clock.GetElapsedTime(trouble.Last) > Over;

    private sealed class Trouble(DateTimeOffset since, long told)
    {
        public DateTimeOffset Since => since;

        public long Told { get; set; } = told;

        public long Last { get; set; }

        public long Held { get; set; }

        public string Reason { get; set; } = "";
    }
}

/// <summary>Something the spool cannot do right now, and tries again.</summary>
/// <param name="Doing">What, after "could not".</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Reason">Why it failed last.</param>
internal sealed record SpoolTrouble(string Doing, DateTimeOffset Since, string Reason);
