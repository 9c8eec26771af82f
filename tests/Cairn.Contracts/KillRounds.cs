using Cairn.Entries;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Contracts;

/// <summary>
/// Kills a recording process at a random moment, starts the next one on what it left, and so on; then looks whether everything is there.
/// </summary>
/// <param name="program">The program that hands <c>be-killed LOG FOLDER</c> to <see cref="KilledProcess"/>.</param>
/// <param name="log">The file of the log.</param>
/// <param name="folder">An empty folder for what the processes say.</param>
/// <param name="seed">Decides the moments.</param>
internal sealed class KillRounds(string program, string log, string folder, int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Each round takes up what the one before left.</summary>
    public async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        for (var round = 0; round < rounds; round++)
        {
            await KillOneAsync(random.Next(1, 60), cancellationToken);
        }
    }

    /// <summary>
    /// What had returned and is not there, or is there twice. To be asked after one more start has taken up what was left.
    /// </summary>
    public async Task<Outcome> CheckAsync(ILogStore store, CancellationToken cancellationToken)
    {
        var identity = (await store.ListLogsAsync(cancellationToken))[0];
        var counted = new Dictionary<Guid, int>();
        var size = (await store.ReadHeadAsync(identity, cancellationToken)).Size;
        for (var from = 0L; from < size; from += 1000)
        {
            foreach (var entry in await store.ReadEntriesAsync(identity, from, 1000, cancellationToken))
            {
                counted[entry.Columns.EventId] = counted.GetValueOrDefault(entry.Columns.EventId) + 1;
            }
        }

        var returned = KilledProcess.Returned(folder);
        var report = await new LogVerifier(store).VerifyAsync(identity, new(), cancellationToken);
        return new(
            returned.Count,
            returned.Count(id => !counted.ContainsKey(id)),
            counted.Values.Count(n => n > 1),
            [.. report.Findings.Select(f => $"{f.Kind} {f.Index} {f.Member}: {f.Words}")]);
    }

    private async Task KillOneAsync(int lines, CancellationToken cancellationToken)
    {
        using var process = KilledProcess.Start(program, log, folder);
        for (var line = 0; line < lines; line++)
        {
            if (await process.StandardOutput.ReadLineAsync(cancellationToken) is null)
            {
                throw new InvalidOperationException("The recording process ended before it was killed.");
            }
        }

        process.Kill(); // SIGKILL, in the middle of whatever it is doing.
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>How many had returned; how many of them are missing; how many entries are there twice; what verifying found.</summary>
    internal sealed record Outcome(int Returned, int Lost, int Twice, IReadOnlyList<string> Findings);
}
