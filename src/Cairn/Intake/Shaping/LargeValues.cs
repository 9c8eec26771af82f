using System.Text;
using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>The values of an event that may be cut because it is too large.</summary>
internal static class LargeValues
{
    // Texts, then changes, then metadata: the order in which an event is written.
    private const long Changes = 1L << 40;
    private const long Metadata = 1L << 41;

    /// <summary>Them, the largest first, of equal ones the first.</summary>
    public static List<LargeValue> Of(AuditEvent e)
    {
        var found = new Finding();
        found.Apply(e);
        for (var i = 0; i < e.Changes.Count; i++)
        {
            found.Add(e.Changes[i].Before, new("/changes", i, "/before"), Changes + (3 * i) + 1);
            found.Add(e.Changes[i].After, new("/changes", i, "/after"), Changes + (3 * i) + 2);
        }

        for (var i = 0; i < e.Metadata.Count; i++)
        {
            found.Add(e.Metadata[i].Value, new("/metadata" + JsonPointer.Of(e.Metadata[i].Key)), Metadata + i);
        }

        found.Values.Sort(static (a, b) => (b.Size, a.Order).CompareTo((a.Size, b.Order)));
        return found.Values;
    }

    /// <summary>The event with other texts at the pointers.</summary>
    public static AuditEvent Replace(AuditEvent e, Dictionary<string, string> cuts)
    {
        if (cuts.Count == 0)
        {
            return e;
        }

        e = new Replacing(cuts).Apply(e);
        return e with
        {
            Changes = [.. e.Changes.Select((c, i) => c with
            {
                Before = Value(c.Before, new Place("/changes", i, "/before")),
                After = Value(c.After, new Place("/changes", i, "/after"))
            })],
            Metadata = [.. e.Metadata.Select(m => new KeyValuePair<string, AuditValue>(
                m.Key, Value(m.Value, new Place("/metadata" + JsonPointer.Of(m.Key))) ?? m.Value))],
        };

        AuditValue? Value(AuditValue? value, Place place) =>
            value is not null && cuts.TryGetValue(place.ToString(), out var cut) ? (AuditValue)cut : value;
    }

    private sealed class Finding : TextStep
    {
        private long order;

        public List<LargeValue> Values { get; } = [];

        public void Add(AuditValue? side, Place place, long position)
        {
            if (side is { } value
                && value.Json.Length * 3L > EventLimits.LargeValue
                && Encoding.UTF8.GetByteCount(value.Json) is var size
                && size > EventLimits.LargeValue)
            {
                Add(place, TextKind.Text, value.Json[0] == '"' ? value.ToString() : value.Json, size, position);
            }
        }

        protected override string? Text(string? text, TextKind kind, Place place)
        {
            if (text is not null
                && kind is TextKind.Text or TextKind.Path
                && JsonSize.Quoted(text) is var size
                && size > EventLimits.LargeValue)
            {
                Add(place, kind, text!, size, kind == TextKind.Path ? Changes + (3 * place.Position) : order++); // Not null, as seen above.
            }

            return text;
        }

        // What is within that many bytes already cannot be cut to them.
        private void Add(Place place, TextKind kind, string text, long size, long position)
        {
            if (Cut.IsLonger(text, EventLimits.CutValue))
            {
                Values.Add(new(place.ToString(), kind, text, size, position));
            }
        }
    }

    private sealed class Replacing(Dictionary<string, string> cuts) : TextStep
    {
        protected override string? Text(string? text, TextKind kind, Place place) =>
            text is not null && kind is TextKind.Text or TextKind.Path && cuts.TryGetValue(place.ToString(), out var cut) ? cut : text;
    }
}
