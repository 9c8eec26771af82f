namespace Cairn.Intake.Shaping;

/// <summary>
/// Makes of any event one that the log can keep, and marks what it did (docs/spec/event.md, Shaping). Its work is in
/// proportion to the event's bytes.
/// </summary>
internal sealed class Shaper
{
    private readonly Marks marks;

    private Shaper(AuditEvent e)
    {
        marks = new(e.Shaped ?? []);
        Event = Begin(e);
    }

    /// <summary>The event after the steps before masking.</summary>
    public AuditEvent Event { get; }

    /// <summary>Steps 1 to 4.</summary>
    public static Shaper Of(AuditEvent e) => new(e);

    /// <summary>Steps 6 to 9.</summary>
    /// <param name="masked">What masking made of <see cref="Event"/>.</param>
    public AuditEvent Finish(AuditEvent masked)
    {
        if (!ReferenceEquals(masked, Event))
        {
            MaskedMarks.Follow(Event, masked, marks);
        }

        var e = new LongTexts(marks).Apply(masked);
        e = EventValues.Apply(e, new LongValueTexts(), static (value, _) => LongValueTexts.IsShort(value), marks);
        LongLists.Mark(e, marks);
        e = new LargeEvent(e, marks).Fit();
        e = PersonalPaths.Settle(e, marks);
        return e with { Shaped = marks.ToList() };
    }

    private AuditEvent Begin(AuditEvent e)
    {
        e = new MalformedText(marks).Apply(Absences.Fill(e, marks));
        e = EventValues.Apply(e, new ValueShaper(), PlainValue.Is, marks);
        return new ChangePaths(marks).Apply(e);
    }
}
