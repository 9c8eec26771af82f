using System.Diagnostics;
using Cairn.Contracts;
using Cairn.Intake.Shaping;
using Cairn.Redaction;

namespace Cairn.Bench;

internal static class TempPerf
{
    public static Task RunAsync(Report r, Scale s)
    {
        var redactor = Redactor.Of(new())!;
        foreach (var name in new[] { "members of one name", "personal paths beside marks", "metadata of one name", "nested objects", "names that are secrets", "links", "JSON in strings", "cards", "a long name over halves of pairs" })
        {
            var e0 = HostileEvents.All[name](1_000_000);
            for (var k = 0; k < 3; k++)
            {
                var marks = new Marks([]);
                var w = Stopwatch.StartNew();
                var t = new List<string>();
                void L(string n) { t.Add($"{n} {w.Elapsed.TotalMilliseconds:0}"); w.Restart(); }
                Cairn.Intake.Shaping.PlainEvent.Is(e0); L("plain");
                var e = new MalformedText(marks).Apply(Absences.Fill(e0, marks)); L("malformed");
                e = EventValues.Apply(e, new ValueShaper(), PlainValue.Is, marks); L("shaper");
                e = new ChangePaths(marks).Apply(e); L("paths");
                var m = redactor.Redact(e); L("redact");
                if (!ReferenceEquals(m, e)) MaskedMarks.Follow(e, m, marks); L("follow");
                e = new LongTexts(marks).Apply(m); L("long");
                e = EventValues.Apply(e, new LongValueTexts(), static (value, _) => LongValueTexts.IsShort(value), marks); L("longvalues");
                LongLists.Mark(e, marks); L("lists");
                e = new LargeEvent(e, marks).Fit(); L("large");
                e = PersonalPaths.Settle(e, marks); L("settle");
                marks.ToList(); L("tolist");
                if (k == 2) Console.WriteLine($"{name}: {string.Join(", ", t.Where(x => !x.EndsWith(" 0")))}");
            }
        }
        return Task.CompletedTask;
    }
}
