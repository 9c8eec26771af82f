using Cairn.Entries;
using Cairn.Intake;
using Cairn.Spooling;

namespace Cairn.Cli;

/// <summary>
/// Records events that were set aside. Each leaves the quarantine when it is committed: dying in between costs
/// nothing, the id is known then.
/// </summary>
internal sealed class SpoolReplay(SpoolQuarantine quarantine, LogAddress address, CliIo io)
{
    public async Task<int> RunAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var items = Chosen(names);
        var problems = new ProblemLog(io);
        var log = await address.Store.OpenForRecordingAsync(address.KeyFile, problems, io, cancellationToken).ConfigureAwait(false);
        var refused = 0;
        await using (log.ConfigureAwait(false))
        {
            foreach (var item in items)
            {
                refused += await ReplayAsync(log, item, cancellationToken).ConfigureAwait(false) ? 0 : 1;
            }
        }

        io.Output.WriteLine($"{items.Count - refused} recorded, {refused} refused again.");
        if (problems.SigningRefused is { } unsigned)
        {
            io.Report(unsigned);
        }

        return refused == 0 && problems.SigningRefused is null ? ExitCode.Done : ExitCode.Refused;
    }

    private List<QuarantinedItem> Chosen(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return [.. quarantine.List().Where(i => i.Kind is not null)];
        }

        var items = names.Select(name => SpoolMending.Find(quarantine, name)).ToList();
        return items.Find(i => i.Kind is null) is { } bytes
            ? throw new CliException($"{bytes.Name} holds damaged bytes and no event, so it cannot be replayed.")
            : items;
    }

    private async Task<bool> ReplayAsync(CairnLog log, QuarantinedItem item, CancellationToken cancellationToken)
    {
        try
        {
            var auditEvent = EventJson.Return(item.Event);
            var receipt = await log.ForTenant(item.Tenant ?? LogIdentity.DefaultTenant)
                .RecordAsync(auditEvent with { Id = auditEvent.Id ?? item.Id }, cancellationToken).ConfigureAwait(false);
            quarantine.Remove(item.Name);
            io.Output.WriteLine($"{item.Name} is entry {receipt.Index} of the log of tenant {item.Tenant}.");
            return true;
        }
        catch (Exception e) when (e is AuditEventException or AuditConflictException or ArgumentException)
        {
            io.Report($"{item.Name} is refused and stays: {Printable.Line(e.Message)}");
            return false;
        }
    }
}
