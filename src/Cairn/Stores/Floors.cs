using Cairn.Primitives;

namespace Cairn.Stores;

/// <summary>
/// How long entries stay at least, whatever a plan says: settings of a store's owner, in days. <c>floor_days</c> is for all,
/// <c>floor_days:category:NAME</c> and <c>floor_days:action:NAME</c> are for some; of several that fit, the longest counts.
/// </summary>
internal sealed class Floors(IReadOnlyDictionary<string, long> settings, DateTimeOffset now)
{
    public const string All = "floor_days";

    // No time is as old as that: everything stays.
    private const long Longest = 2_900_000;

    private readonly long nowMicroseconds = RfcTime.ToMicroseconds(now);

    /// <summary>Whether an entry is too young to go.</summary>
    public bool Keep(string action, string category, long storedAt) =>
        settings.Count > 0 && storedAt > nowMicroseconds - (Days(action, category) * 24 * 60 * 60 * 1_000_000);

    private long Days(string action, string category) =>
        Math.Max(Setting(All), Math.Max(Setting($"{All}:category:{category}"), Setting($"{All}:action:{action}")));

    private long Setting(string name) => settings.TryGetValue(name, out var days) ? Math.Clamp(days, 0, Longest) : 0;
}
