using System.Text;
using Cairn.Spooling;

namespace Cairn.Cli;

/// <summary>Shows what is set aside.</summary>
internal sealed class SpoolView(SpoolQuarantine quarantine, CliIo io)
{
    private readonly Screen screen = new(io);

    public int List()
    {
        var items = quarantine.List();
        foreach (var item in items)
        {
            var what = item.Kind is null
                ? $"damaged bytes of producer {item.Producer}"
                : $"tenant {item.Tenant}, event {item.Id:D}{(item.Caller is null ? "" : $", recorded by {item.Caller}")}";
            screen.WriteLine(Printable.Line($"{item.Name}  {what}: {item.Reason}"));
        }

        var slots = SlotExam.All(Path.GetDirectoryName(quarantine.Folder)!); // It lies in the spool's.
        foreach (var problem in slots.SelectMany(slot => slot.Problems))
        {
            screen.WriteLine(Printable.Line($"cannot be taken over: {problem}"));
        }

        screen.WriteLine(
            $"{items.Count} set aside. {slots.Count} recorders' files take {slots.Sum(slot => slot.Bytes)} bytes; "
            + "what waits in them is committed while one of them "
            + "runs, or at its next start.");
        return items.Count == 0 && slots.All(slot => slot.Problems.Count == 0) ? ExitCode.Done : ExitCode.Refused;
    }

    public int Show(string name)
    {
        var item = SpoolMending.Find(quarantine, name);
        foreach (var line in Encoding.UTF8.GetString(item.Format()).TrimEnd('\n').Split('\n'))
        {
            screen.WriteLine(Printable.Line(line));
        }

        return ExitCode.Done;
    }
}
