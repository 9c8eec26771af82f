using Cairn.Primitives;

namespace Cairn.Outbox;

/// <summary>
/// Tenants whose log takes nothing now, and until when their rows are passed over, so that the others' are not held up. Touched
/// only by the relay's loop.
/// </summary>
internal sealed class RestingTenants(TimeProvider clock, Backoff backoff)
{
    // By the clock that nobody sets.
    private readonly Dictionary<string, (int Failures, long Since, TimeSpan Pause)> tenants = new(StringComparer.Ordinal);

    public bool IsEmpty => tenants.Count == 0;

    /// <summary>Who rests now.</summary>
    public IReadOnlyCollection<string> Now =>
        IsEmpty ? [] : [.. tenants.Where(t => clock.GetElapsedTime(t.Value.Since) < t.Value.Pause).Select(t => t.Key)];

    /// <returns>How many failures in a row this was.</returns>
    public int Rest(string tenant)
    {
        var failures = tenants.GetValueOrDefault(tenant).Failures + 1;
        tenants[tenant] = (failures, clock.GetTimestamp(), backoff.After(failures));
        return failures;
    }

    public void Wake(string tenant) => tenants.Remove(tenant);

    public void Clear() => tenants.Clear();
}
