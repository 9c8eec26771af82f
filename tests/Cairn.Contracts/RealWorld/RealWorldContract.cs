using Cairn.Entries;
using Cairn.Intake;
using Cairn.Signing;
using Cairn.Stores;
using Cairn.Verification;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Contracts;

/// <summary>
/// What ordinary applications have, through every door of a log into a real store: nothing is refused or lost, all is shown as it came
/// but for its marks, and found by the spelling of its ids. A driver's tests inherit it and say how their store is opened; each test
/// has a location of its own.
/// </summary>
public abstract class RealWorldContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A folder for key and spool, gone with the test.</summary>
    protected TempFolder Folder { get; } = new();

    /// <summary>Opens one more store on this test's location.</summary>
    internal abstract ILogStore Open();

    [Fact]
    public Task Record_loses_none_and_changes_none() => GoesThroughAsync((log, sent) =>
    {
        log.Record(sent.Event);
        return Task.FromResult(sent);
    });

    [Fact]
    public Task RecordAsync_refuses_none_and_changes_none() =>
        GoesThroughAsync(async (log, sent) => sent with { Id = (await log.RecordAsync(sent.Event, Cancel)).Id });

    [Fact]
    public Task An_event_of_JSON_lines_is_not_refused_and_not_changed() => GoesThroughAsync(async (log, sent) =>
    {
        var read = EventJson.Parse(RealWorld.Events.Single(e => e.Name == sent.Name).Json);
        return sent with { Event = read, Id = (await log.RecordAsync(read, Cancel)).Id };
    });

    [Fact]
    public Task The_end_of_an_operation_loses_none_and_changes_none() => GoesThroughAsync((log, sent) =>
    {
        var (operation, outcome) = (log.Begin(sent.Event), sent.Event.Outcome);
        if (outcome.Error is null && outcome.Code is null)
        {
            operation.Succeed();
            outcome = AuditOutcome.Success;
        }
        else
        {
            operation.Fail(outcome.Error, outcome.Code);
            outcome = outcome with { Result = AuditResult.Failure };
        }

        // Its own id and time: those of the end.
        var ended = sent.Event with
        {
            Id = null,
            OccurredAt = null,
            Outcome = outcome,
            Context = sent.Event.Context with { OperationId = operation.Id }
        };
        return Task.FromResult(sent with { Event = ended, Id = null, Operation = operation.Id });
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_an_application_records_is_in_the_log_or_in_the_quarantine(int seed)
    {
        const int Count = 400;
        var (events, intake, refused) = (new ArbitraryEvents(seed), new EventIntake(ActionCatalog.Standard), 0);
        await using (var log = await OpenLogAsync())
        {
            for (var i = 0; i < Count; i++)
            {
                var auditEvent = events.Next();
                refused += IsRefused(intake, auditEvent) ? 1 : 0;
                log.Record(auditEvent);
            }
        }

        Assert.InRange(refused, 1, Count - 1);
        await using var store = Open();
        var entries = await IsIntactAsync(store);
        Assert.Equal(Count - refused, entries.Count(e => !Leaf(e).Action.StartsWith("cairn.", StringComparison.Ordinal)));
        Assert.Equal(refused, Directory.GetFiles(Folder.File("spool"), "*.json", SearchOption.AllDirectories).Length);
    }

    /// <summary>Sends every event with <see cref="IAuditLog.Record"/>, and says what was sent.</summary>
    internal async Task<IReadOnlyList<SentEvent>> RecordAllAsync()
    {
        var sent = Sent();
        await using var log = await OpenLogAsync();
        foreach (var one in sent)
        {
            log.Record(one.Event);
        }

        return sent;
    }

    /// <summary>The corpus as it is sent: an id for each that has none.</summary>
    internal static IReadOnlyList<SentEvent> Sent() =>
        [.. RealWorld.Events.Select((e, i) => (e.Name, e.Event, Id: e.Event.Id ?? Some.Id(i)))
            .Select(e => new SentEvent(e.Name, e.Event with { Id = e.Id }, e.Id))];

    private async Task GoesThroughAsync(Func<CairnLog, SentEvent, Task<SentEvent>> send)
    {
        IReadOnlyList<SentEvent> sent;
        await using (var log = await OpenLogAsync())
        {
            sent = await Task.WhenAll(Sent().Select(one => send(log, one)));
            Assert.Equal(0, log.Dropped);
        }

        await using var store = Open();
        await IsIntactAsync(store);
        var reader = await SentEventReader.OpenAsync(store, Assert.Single(await store.ListLogsAsync(Cancel)), Cancel);
        await reader.HasExactlyAsync(sent, Cancel);
    }

    // Nothing may give up on a slow machine, and an operation is one entry.
    private Task<CairnLog> OpenLogAsync() => CairnLog.OpenAsync(
        Open(),
        new(Folder.File("key"), Folder.File("spool")),
        new()
        {
            IndexAddresses = true,
            RecordTimeout = TimeSpan.FromHours(1),
            StopTimeout = TimeSpan.FromHours(1),
            IntentHold = TimeSpan.FromHours(1)
        },
        NullLogger.Instance);

    private async Task<IReadOnlyList<StoredEntry>> IsIntactAsync(ILogStore store)
    {
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        using var key = SigningKey.TryOpen(Folder.File("key"))!; // Made with the log.
        var report = await new LogVerifier(store).VerifyAsync(log, new() { Verifier = key.VerifierOf(log) }, Cancel);
        Assert.Empty(report.Findings);
        return await store.ReadEntriesAsync(log, 0, int.MaxValue, Cancel);
    }

    private static Leaf Leaf(StoredEntry entry) => LeafReader.Parse(entry.Leaf.Span);

    private static bool IsRefused(EventIntake intake, AuditEvent auditEvent)
    {
        try
        {
            intake.Take(auditEvent);
            return false;
        }
        catch (AuditEventException)
        {
            return true;
        }
    }
}
