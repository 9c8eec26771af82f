namespace Cairn.Intake.Shaping;

/// <summary>A step over the JSON values of an event: its metadata and the sides of its changes.</summary>
internal static class EventValues
{
    // A member of the metadata lies in the event and the metadata; a side in the event, the list and the change.
    public const int MetadataLevel = 3;
    public const int ChangeLevel = 4;

    /// <param name="e">The event.</param>
    /// <param name="rewriter">What the step does.</param>
    /// <param name="stays">Whether a value at a level needs no look.</param>
    /// <param name="marks">Where it is marked.</param>
    public static AuditEvent Apply(AuditEvent e, ValueRewriter rewriter, Func<AuditValue, int, bool> stays, Marks marks) => e with
    {
        Metadata = Metadata(e.Metadata, rewriter, stays, new(() => marks.At("/metadata"))),
        Changes = Changes(e.Changes, rewriter, stays, new(() => marks.At("/changes"))),
    };

    private static List<KeyValuePair<string, AuditValue>> Metadata(
        IReadOnlyList<KeyValuePair<string, AuditValue>> members, ValueRewriter rewriter, Func<AuditValue, int, bool> stays, MarkPath path)
    {
        var names = rewriter.Names([.. members.Select(m => m.Key)]);
        var all = new List<KeyValuePair<string, AuditValue>>(members.Count);
        for (var i = 0; i < members.Count; i++)
        {
            names[i].EnterInto(path);
            all.Add(new(
                names[i].Name,
                stays(members[i].Value, MetadataLevel) ? members[i].Value : rewriter.Rewrite(members[i].Value, path, MetadataLevel)));
            path.Pop();
        }

        return all;
    }

    private static List<AuditChange> Changes(
        IReadOnlyList<AuditChange> changes,
        ValueRewriter rewriter,
        Func<AuditValue, int, bool> stays,
        MarkPath path)
    {
        var all = new List<AuditChange>(changes.Count);
        for (var i = 0; i < changes.Count; i++)
        {
            path.Push(i);
            all.Add(changes[i] with { Before = Side("before", changes[i].Before), After = Side("after", changes[i].After) });
            path.Pop();
        }

        return all;

        AuditValue? Side(string name, AuditValue? side)
        {
            if (side is not { } value || stays(value, ChangeLevel))
            {
                return side;
            }

            path.Push(name);
            var rewritten = rewriter.Rewrite(value, path, ChangeLevel);
            path.Pop();
            return rewritten;
        }
    }
}
