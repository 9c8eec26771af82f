using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Verification;

namespace Cairn.Contracts;

public abstract partial class TamperMatrix
{
    [Fact]
    public async Task A_disclosure_that_was_erased_and_is_there_again_is_named_and_not_shown()
    {
        await MakeAsync();
        foreach (var row in beforeErasing["disclosures"].Where(r => Index(r) is >= 100 and <= 110).ToList())
        {
            await TamperAsync(
                "disclosures", rows => rows.Add(row), new("put back", FindingKind.Disclosure, Index(row), Disclosure.DigestOf((byte[])row["body"]!)));
        }
    }

    [Fact]
    public async Task All_of_an_entry_that_was_erased_and_is_there_again_is_named_and_not_shown()
    {
        await MakeAsync();
        var index = Index(beforeErasing["disclosures"].Find(r => Index(r) is >= 100 and <= 110)!); // One of them has some.
        foreach (var table in (string[])["disclosures", "addresses"])
        {
            Edit(table, rows => rows.AddRange(beforeErasing[table].Where(r => Index(r) == index)));
        }

        Edit("replays", rows => rows[rows.FindIndex(r => Index(r) == index)] = beforeErasing["replays"].Find(r => Index(r) == index)!);
        await ExpectAsync(new("all of it put back", FindingKind.Disclosure, index));

        var entry = await Reader.FindAsync(index, TestContext.Current.CancellationToken);
        Assert.Contains(entry!.Problems, p => p.Contains("erased", StringComparison.Ordinal)); // It is there.
        Assert.DoesNotContain(entry.Parts, p => p.State == AuditPartState.Shown);
    }

    [Fact]
    public async Task What_is_being_erased_is_a_note_while_its_run_is_not_attested_whole()
    {
        await MakeAsync();
        var digests = tables.Read("disclosures").FindAll(r => Index(r) == DisclosedAt).Select(r => Disclosure.DigestOf((byte[])r["body"]!));
        var run = new ManifestPart("CCCCCCCCCCCCCCCCCCCCCA", 1, 2);
        string[] ordered = [.. digests.Order(StringComparer.Ordinal)];
        await log.AttestAsync(new ErasedManifest(run, ordered));
        await log.SignAsync();
        var report = await log.VerifyAsync();
        Assert.Equal(Verdict.Intact, report.Verdict);
        Assert.Contains(report.Notes, n => n.EndsWith("being erased", StringComparison.Ordinal));

        await log.AttestAsync(new ErasedManifest(run with { Number = 2 }, [Disclosure.DigestOf([7])]));
        await log.SignAsync();
        await ExpectAsync(new("not erased", FindingKind.Disclosure, DisclosedAt));
    }

    [Fact]
    public async Task What_a_hold_keeps_from_being_erased_is_a_note_until_the_hold_is_lifted()
    {
        await MakeAsync();
        var held = tables.Read("disclosures").Select(Index).First(i => i is >= 120 and <= 140);
        var digests = tables.Read("disclosures").FindAll(r => Index(r) == held).Select(r => Disclosure.DigestOf((byte[])r["body"]!));
        await log.AttestAsync(Assert.Single(ErasedManifest.Of("CCCCCCCCCCCCCCCCCCCCCA", digests)));
        await log.SignAsync();
        var report = await log.VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.Contains(report.Notes, n => n.Contains("kept by", StringComparison.Ordinal));

        await log.AttestAsync(new HoldLiftedManifest("BBBBBBBBBBBBBBBBBBBBBA"));
        await log.SignAsync();
        await ExpectAsync(new("not erased", FindingKind.Disclosure, held));
    }

    private long DisclosedAt => tables.Read("disclosures").Select(Index).First(i => i > 160);
}
