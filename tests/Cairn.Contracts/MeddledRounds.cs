using System.Diagnostics;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Contracts;

/// <summary>
/// Rounds in which a process records, somebody deletes, replaces, cuts or fills what its spool is made of, and the process is killed once
/// that is mended; the next one starts on what it left. Then everything that was accepted is looked for.
/// </summary>
/// <param name="program">The program that hands <c>be-meddled-with</c> to <see cref="MeddledProcess"/>.</param>
/// <param name="log">The file of the log.</param>
/// <param name="spool">The folder of the spool.</param>
/// <param name="said">An empty folder for what was accepted.</param>
/// <param name="seed">Decides what happens when.</param>
internal sealed class MeddledRounds(string program, string log, string spool, string said, int seed)
{
    private readonly Random random = new(seed);
    private int away;

    /// <summary>How often each thing was done.</summary>
    public Dictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    /// <summary>Fills the spool's disk, and makes room again; <see langword="null"/>: it cannot be filled.</summary>
    public (Action Fill, Action Free)? Disk { get; init; }

    /// <summary>Whether segments are cut: what was only in the part that is cut off is lost, and named.</summary>
    public bool Cuts { get; init; }

    public async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        for (var round = 0; round < rounds; round++)
        {
            await RunOneAsync(cancellationToken);
        }
    }

    /// <summary>To be asked after one more start has committed what was left.</summary>
    public async Task<Outcome> CheckAsync(ILogStore store, CancellationToken cancellationToken)
    {
        var identity = (await store.ListLogsAsync(cancellationToken))[0];
        var (found, numbers) = (new HashSet<Guid>(), new Dictionary<string, HashSet<long>>(StringComparer.Ordinal));
        for (var from = 0L; await store.ReadEntriesAsync(identity, from, 1000, cancellationToken) is { Count: > 0 } page; from += 1000)
        {
            foreach (var leaf in page.Select(entry => LeafReader.Parse(entry.Leaf.Span)))
            {
                found.Add(leaf.Id);
                if (leaf.Producer is { } producer)
                {
                    Numbers(producer).Add(leaf.Seq);
                }
            }
        }

        var told = 0L;
        foreach (var row in await store.ReadManifestsAsync(identity, DroppedManifest.Name, cancellationToken))
        {
            if (Manifest.Parse(row.Json) is DroppedManifest { Ranges.Count: > 0 } dropped)
            {
                told += dropped.Count;
                Numbers(dropped.Producer).UnionWith(
                    dropped.Ranges.SelectMany(r => Enumerable.Range(0, (int)r.Length).Select(n => r.From + n)));
            }
        }

        var gaps = numbers.Values.Sum(seen => seen.Max() - seen.Count);
        var accepted = KilledProcess.Returned(said);
        var report = await new LogVerifier(store).VerifyAsync(identity, new(), cancellationToken);
        return new(
            accepted.Count,
            accepted.Count(id => !found.Contains(id)),
            told,
            gaps,
            [.. report.Findings.Where(f => !(Cuts && f.Kind == FindingKind.Gap)).Select(f => $"{f.Kind} {f.Index} {f.Member}: {f.Words}")]);

        HashSet<long> Numbers(string producer) =>
            numbers.TryGetValue(producer, out var known) ? known : numbers[producer] = [];
    }

    private async Task RunOneAsync(CancellationToken cancellationToken)
    {
        var isAway = random.Next(2) == 0;
        using var process = MeddledProcess.Start(program, log, spool, said, isAway);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await ReadAsync(process, MeddledProcess.Recorded, random.Next(1, 20), errors, cancellationToken);
        var way = Way();
        Done[way] = Done.GetValueOrDefault(way) + 1;
        if (Meddle(way))
        {
            await ReadAsync(process, MeddledProcess.Mended, 1, errors, cancellationToken);
        }

        await ReadAsync(process, MeddledProcess.Recorded, random.Next(2, 20), errors, cancellationToken);
        process.Kill(); // SIGKILL, in the middle of whatever it is doing.
        await process.WaitForExitAsync(cancellationToken);
        if (way == "fill")
        {
            Disk!.Value.Free(); // Only where there is one.
        }
    }

    private static async Task ReadAsync(Process process, string word, int times, Task<string> errors, CancellationToken cancellationToken)
    {
        while (times > 0)
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException(
                    $"The recording process ended by itself, exit code {ExitCode(process)}: {await errors}");
            times -= line == word ? 1 : 0;
        }
    }

    private static int ExitCode(Process process)
    {
        process.WaitForExit();
        return process.ExitCode;
    }

    private string Way()
    {
        string[] ways = Cuts
            ? ["cut", "cut", "cut to nothing", "delete the folder", "nothing"]
            : ["delete the folder", "delete a slot", "delete a segment", "replace a segment", "move a slot", "delete the lock", "nothing",
                "fill"];
        var way = ways[random.Next(ways.Length)];
        return way == "fill" && Disk is null ? "nothing" : way;
    }

    /// <summary>Whether something was done that has to be mended.</summary>
    private bool Meddle(string way)
    {
        try
        {
            var slots = Directory.GetDirectories(spool).Where(path => Path.GetFileName(path).Length == 16).ToList();
            var segments = slots.SelectMany(slot => Directory.GetFiles(slot, "*.seg")).ToList();
            var newest = segments.MaxBy(File.GetLastWriteTimeUtc) ?? "";
            switch (way)
            {
                case "nothing":
                    return false;
                case "fill":
                    Disk!.Value.Fill(); // As above.
                    return false;
                case "delete the folder":
                    Directory.Delete(spool, recursive: true);
                    return true;
                case "delete a slot":
                    Directory.Delete(Path.GetDirectoryName(newest)!, recursive: true); // A segment lies in a slot.
                    return true;
                case "move a slot":
                    Directory.Move(Path.GetDirectoryName(newest)!, $"{said}-{away++}"); // As above.
                    return true;
                case "delete a segment":
                    File.Delete(newest);
                    return true;
                case "replace a segment":
                    File.Move(newest, $"{said}-{away}");
                    File.Copy($"{said}-{away++}", newest);
                    return true;
                case "delete the lock":
                    File.Delete(Path.Combine(Path.GetDirectoryName(newest)!, "lock")); // As above.
                    return true;
                default:
                    return Cut(newest, way == "cut");
            }
        }
        catch (IOException)
        {
            return false; // The process has just made or deleted something itself.
        }
    }

    // A cut is noticed when something that was accepted is gone: all may have been committed, or be written again.
    private bool Cut(string path, bool inTheMiddle)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(inTheMiddle ? random.NextInt64(file.Length + 1) : 0);
        return false;
    }

    /// <summary>What became of what was accepted.</summary>
    /// <param name="Accepted">Events that were accepted.</param>
    /// <param name="Missing">Those that are not in the log.</param>
    /// <param name="Told">Numbers that the log says will not come.</param>
    /// <param name="Gaps">Numbers that are missing between others, which verify finds.</param>
    /// <param name="Findings">What verify found besides.</param>
    internal sealed record Outcome(int Accepted, int Missing, long Told, long Gaps, IReadOnlyList<string> Findings);
}
