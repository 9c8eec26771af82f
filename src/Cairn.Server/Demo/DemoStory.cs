using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Reading;

namespace Cairn.Server.Demo;

/// <summary>What happens in the demo, in order: two weeks are recorded once, the log is shown and tested, then life goes on.</summary>
internal sealed class DemoStory(CairnLog cairn, DemoFolder folder, int port, TextWriter output)
{
    // Any number: it makes the two weeks the same everywhere.
    private const int Seed = 62;

    public async Task TellAsync(CancellationToken stopping)
    {
        var found = (await LogState.ReadAsync(cairn, stopping))?.Size ?? 0;
        if (found == 0)
        {
            await RecordHistoryAsync();
        }

        await SignAsync(stopping);
        var state = await LogState.ReadAsync(cairn, stopping) ?? throw new DemoException("Nothing could be recorded.");
        var report = new DemoReport(output, folder, port);
        await report.WelcomeAsync(state, found);
        await new TamperProof(cairn, folder, state).ShowAsync(report, stopping);
        await report.GoodbyeAsync();
        await TrickleAsync(new Dice((int)(state.Size % int.MaxValue)), stopping);
    }

    // All at once: they share a few commits. Their order is that of the calls.
    private async Task RecordHistoryAsync() =>
        await Task.WhenAll(DemoHistory.Until(DateTimeOffset.UtcNow, Seed).Select(e => cairn.RecordAsync(e)).ToList());

    // The signer would come by itself within the second; the story does not wait for it.
    private async Task SignAsync(CancellationToken stopping)
    {
        if (await cairn.Store.FindLogAsync(LogIdentity.DefaultTenant, stopping) is { } log)
        {
            await cairn.Signer.SignAsync(log, stopping);
        }
    }

    private async Task TrickleAsync(Dice dice, CancellationToken stopping)
    {
        while (true)
        {
            foreach (var auditEvent in DemoHistory.Next(dice))
            {
                await Task.Delay(dice.Seconds(1, 3), stopping);
                await cairn.RecordAsync(auditEvent, stopping);
            }
        }
    }
}
