using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Contracts;

/// <summary>
/// What an intruder can do to a stored log, and that verifying names it: the right kind, the right place and nothing else. Each driver
/// inherits it and gives its tables.
/// </summary>
public abstract partial class TamperMatrix
{
    // Two complete tiles and an open one.
    private const int Size = 600;

    private TamperMatrixLog log = null!; // Made first by each test.
    private ITamperMatrixTables tables = null!; // Made first by each test.
    private Dictionary<string, List<TamperMatrixRow>> beforeErasing = null!; // Made first by each test.

    internal abstract Task<(ILogStore Store, Func<LogIdentity, ITamperMatrixTables> Tables)> OpenAsync();

    /// <summary>A log with something of everything: expired entries, erased disclosures, a dropped number; signed up to its end.</summary>
    private async Task MakeAsync()
    {
        var (store, open) = await OpenAsync();
        log = await TamperMatrixLog.CreateAsync(store);
        tables = open(log.Identity);
        await log.AppendAsync(300);
        await ExpireAsync(new(40, 44), new(46, 46));
        await EraseAsync(100, 110);
        await log.AttestAsync(new DroppedManifest("p1", [new(log.Drop("p1"), log.Drop("p1"))], 2, "rejected"));
        await log.AttestAsync(
            new HoldPlacedManifest(new("BBBBBBBBBBBBBBBBBBBBBA"), null, IndexSet.Of(new NumberRange(120, 140), new NumberRange(150, 150))));
        await log.AppendAsync(Size - 304);
        await log.SignAsync();
    }

    private async Task ExpireAsync(params NumberRange[] ranges)
    {
        await log.AttestAsync(Some.PlanOf(ranges));
        foreach (var (table, index) in new[]
        {
            ("entries", "idx"),
            ("targets", "idx"),
            ("disclosures", "idx"),
            ("replays", "idx"),
            ("addresses", "idx")
        })
        {
            Edit(table, rows => rows.RemoveAll(r => ranges.Any(range => (long)r[index]! >= range.From && (long)r[index]! <= range.To)));
        }
    }

    // Disclosures and the keyed digest go together. The persons stand in other entries too, and so in the directory.
    private async Task EraseAsync(long from, long to)
    {
        beforeErasing = Everything();
        var doomed = tables.Read("disclosures").FindAll(r => Index(r) >= from && Index(r) <= to);
        await log.AttestAsync(Some.Erased(doomed.Select(r => Disclosure.DigestOf((byte[])r["body"]!))));
        Edit("disclosures", rows => rows.RemoveAll(r => Index(r) >= from && Index(r) <= to));
        Edit("addresses", rows => rows.RemoveAll(r => Index(r) >= from && Index(r) <= to));
        var touched = doomed.Select(Index).ToHashSet();
        Edit("replays", rows =>
        {
            for (var i = 0; i < rows.Count; i++)
            {
                rows[i] = touched.Contains(Index(rows[i])) ? rows[i].With("digest", null) : rows[i];
            }
        });
    }

    private void Edit(string table, Action<List<TamperMatrixRow>> edit)
    {
        var rows = tables.Read(table);
        edit(rows);
        tables.Write(table, rows);
    }

    // Every index is a number.
    private static long Index(TamperMatrixRow row) => (long)(row.TryGetValue("idx", out var index) ? index : row["first_idx"])!;

    /// <summary>Does something to one table, expects findings, and puts the table back.</summary>
    private async Task TamperAsync(string table, Action<List<TamperMatrixRow>> deed, Expected expected)
    {
        var before = tables.Read(table);
        Edit(table, deed);
        await ExpectAsync(expected);
        tables.Write(table, before);
    }

    private async Task ExpectAsync(Expected expected, string? memory = null, string? since = null)
    {
        var report = await log.VerifyAsync(memory, since);
        var said = $"{expected.What}\n{string.Join('\n', report.Findings.Select(f => $"  {f.Kind} {f.Index} {f.Member}: {f.Words}"))}";
        Assert.True(report.Verdict == Verdict.Altered, "not found: " + said);
        Assert.True(
            report.Findings.Any(f => f.Kind == expected.Kind
                && f.Index == expected.Index
                && (expected.Member is null || f.Member.Contains(expected.Member, StringComparison.Ordinal))),
            $"found, but not as {expected.Kind} {expected.Index} {expected.Member}: {said}");
        Assert.True(
            report.Findings.All(f => f.Index is null
                ? f.Kind == expected.Kind || f.Kind == expected.Also
                : f.Index == expected.Index || expected.Others.Contains(f.Index.Value)),
            "something else was accused: " + said);
    }

    /// <summary>
    /// The finding that must be there; others only of the same index, of the kind <see cref="Also"/>, or of the other indexes named.
    /// </summary>
    private sealed record Expected(string What, FindingKind Kind, long? Index, string? Member = null)
    {
        public FindingKind? Also { get; init; }

        public long[] Others { get; init; } = [];
    }
}
