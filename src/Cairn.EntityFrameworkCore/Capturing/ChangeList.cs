using Cairn.Redaction;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// What changed in one row, by its paths in the order they came. A part that was taken out and put in again is one change.
/// </summary>
internal sealed class ChangeList
{
    // A masked value looks like any other the redactor masked.
    private static readonly AuditValue Masked = AuditValue.Trusted(MaskRules.Application.Json);

    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<(AuditChange Change, DataMark Mark)> changes = [];

    public void Before(string path, AuditValue value, DataMark mark) => Put(path, value, null, mark);

    public void After(string path, AuditValue value, DataMark mark) => Put(path, null, value, mark);

    public void Both(string path, AuditValue? before, AuditValue after, DataMark mark) => Put(path, before, after, mark);

    /// <summary>The changes with their marks; what is the same before and after is none.</summary>
    public IReadOnlyList<(AuditChange Change, DataMark Mark)> Finish() => [.. changes
        .Where(c => c.Change.Before is null || c.Change.After is null || c.Change.Before != c.Change.After)
        .Select(c => c.Mark.IsSecret ? (Mask(c.Change), c.Mark) : c)];

    private static AuditChange Mask(AuditChange change) => change with { Before = Mask(change.Before), After = Mask(change.After) };

    private static AuditValue? Mask(AuditValue? value) => value is { IsNull: false } ? Masked : value;

    private void Put(string path, AuditValue? before, AuditValue? after, DataMark mark)
    {
        if (places.TryGetValue(path, out var at))
        {
            var (there, old) = changes[at];
            changes[at] = (there with { Before = before ?? there.Before, After = after ?? there.After }, old);
            return;
        }

        places[path] = changes.Count;
        changes.Add((new(path, before, after), mark));
    }
}
