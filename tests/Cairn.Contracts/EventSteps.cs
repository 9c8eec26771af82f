using System.Text;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;

namespace Cairn.Contracts;

/// <summary>Every step of an event from intake to sealing, on one thread, without a store.</summary>
internal sealed class EventSteps
{
    private readonly EventIntake intake = new(ActionCatalog.Standard);
    private readonly Sealer sealer = new(
        LogIdentity.Create("default", 1, LogIdentity.DefaultPrefix, bytes => bytes.Fill(7)), PersonRules.Default, bytes => bytes.Fill(1));

    /// <summary>Takes the event, writes it to JSON and reads it again, as the spool does, and seals it.</summary>
    public int Run(AuditEvent e)
    {
        var json = EventJson.Write(intake.Take(e));
        var entry = sealer.Seal(
            EventJson.Reread(json),
            new() { EventId = Guid.Parse("0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c02"), RecordedAt = DateTimeOffset.UnixEpoch },
            static person => new(person.Type, "~AAAAAAAAAAAAAAAAAAAAAA"));
        return entry.LeafBytes.Length;
    }

    /// <summary>The same of an event that comes as JSON, as from an outbox.</summary>
    public int RunJson(string json) => Run(EventJson.Parse(Encoding.UTF8.GetBytes(json)));
}
