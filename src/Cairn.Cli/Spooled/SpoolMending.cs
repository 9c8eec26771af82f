using Cairn.Intake;
using Cairn.Spooling;

namespace Cairn.Cli;

/// <summary>Puts a mended event in the place of one that was set aside, or takes it out for good.</summary>
internal sealed class SpoolMending(SpoolQuarantine quarantine, CliIo io)
{
    /// <exception cref="CliException">There is no such item.</exception>
    public static QuarantinedItem Find(SpoolQuarantine quarantine, string name) =>
        quarantine.Read(name)
        ?? throw new CliException($"{quarantine.Folder} has no item {Printable.Line(name)} that can be read: cairn spool list names them.");

    /// <summary>Takes items out for good.</summary>
    public int Discard(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (!quarantine.Remove(name))
            {
                throw new CliException($"{quarantine.Folder} has no item {Printable.Line(name)}: cairn spool list names them.");
            }

            io.Output.WriteLine($"{name} is discarded.");
        }

        return ExitCode.Done;
    }

    /// <exception cref="AuditEventException">The event breaks a rule; all problems are named.</exception>
    public int Mend(string name, string file)
    {
        var item = Find(quarantine, name);
        if (item.Kind is null)
        {
            throw new CliException($"{name} holds damaged bytes and no event, so it cannot be mended.");
        }

        var mended = InputFile.Bytes(file);
        var auditEvent = EventJson.Return(mended);
        if (!quarantine.Replace(item with { Kind = SpoolKind.Event, Id = auditEvent.Id ?? Guid.CreateVersion7(), Event = mended }))
        {
            throw new CliException($"{name} could not be written.");
        }

        io.Output.WriteLine($"{name} is mended. To record it: cairn spool replay {name}");
        return ExitCode.Done;
    }
}
