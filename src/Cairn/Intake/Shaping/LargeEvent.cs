using System.Globalization;
using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>Step 8: of an event that is larger than it may be, the largest values are cut, then elements are left out.</summary>
internal sealed class LargeEvent(AuditEvent auditEvent, Marks marks)
{
    private readonly Utf8Buffer scratch = new();
    private AuditEvent e = auditEvent;
    private long body; // As JSON, without marks.
    private long marked; // The marks, with a comma each.

    private long Size => body + (marked == 0 ? 0 : marked + ",\"shaped\":{"u8.Length); // The last comma counts for the brace.

    private bool IsTooLarge => Size > EventLimits.Bytes;

    public AuditEvent Fit()
    {
        body = EventJson.SizeUnmarked(e);
        marked = marks.Root.Size(0, scratch) - OwnMark("/personal");
        if (IsTooLarge)
        {
            CutValues();
        }

        if (IsTooLarge)
        {
            LeaveOut();
        }

        return e;
    }

    private void CutValues()
    {
        var cuts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in LargeValues.Of(e))
        {
            if (!IsTooLarge)
            {
                break;
            }

            var (node, pointer) = (marks.At(value.Pointer), JsonSize.Inner(value.Pointer));
            var beginning = LongTexts.Beginning(value.Text, value.Kind, EventLimits.CutValue);
            (body, marked) = (body - value.Size + JsonSize.Quoted(beginning), marked - node.Size(pointer, scratch));
            node.Clear();
            node.AddCut(value.Text);
            marked += node.Size(pointer, scratch);
            cuts.Add(value.Pointer, beginning);
        }

        e = LargeValues.Replace(e, cuts);
    }

    private void LeaveOut()
    {
        e = e with { Metadata = Trim(
            e.Metadata, "metadata", 0, static (json, m) => json.Quoted(m.Key).Raw(":"u8).Raw(m.Value.Json), static (_, m) => m.Key) };
        e = e with { Changes = Trim(e.Changes, "changes", 0, static (json, c) => EventJson.Change(c, json), static (i, _) => Position(i)) };
        e = e with { Targets = Trim(
            e.Targets, "targets", EventLimits.Targets, static (json, t) => EventJson.Target(t, json), static (i, _) => Position(i)) };
        e = e with
        {
            Personal = Trim(e.Personal, "personal", 0, static (json, p) => EventJson.Part(p, json), static (i, _) => Position(i))
        };
    }

    private IReadOnlyList<T> Trim<T>(
        IReadOnlyList<T> items,
        string list,
        int least,
        Action<Utf8Buffer, T> write,
        Func<int, T, string> token)
    {
        if (!IsTooLarge || items.Count <= least)
        {
            return items;
        }

        NoteCount("/" + list, items.Count);
        var (node, count) = (marks.At("/" + list), items.Count);
        for (; count > least && IsTooLarge; count--)
        {
            var name = token(count - 1, items[count - 1]);
            marked -= node.Find(name)?.Size(1 + list.Length + JsonSize.Inner(JsonPointer.Of(name)), scratch) ?? 0;
            node.Remove(name);
            scratch.Clear();
            write(scratch, items[count - 1]);
            body -= scratch.Length + 1; // With the comma before it, or the bracket.
        }

        body -= count > 0 ? 0 : list.Length + ",\"\":]"u8.Length;
        return [.. items.Take(count)];
    }

    private void NoteCount(string place, int count)
    {
        marked -= place == "/personal" ? 0 : OwnMark(place);
        marks.Count(place, count);
        marked += place == "/personal" ? 0 : OwnMark(place);
    }

    private long OwnMark(string place) => marks.At(place).OwnSize(place.Length, scratch);

    private static string Position(int i) => i.ToString(CultureInfo.InvariantCulture);
}
