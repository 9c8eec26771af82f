using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Primitives;
using Cairn.Reading;
using Cairn.Recording;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Tests.Verification;

/// <summary>What cannot be checked for want of a key is counted and said; it is no finding.</summary>
public sealed class KeylessTests : IAsyncDisposable
{
    private readonly MemoryStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_keys_rows_are_counted_and_nothing_is_found()
    {
        var log = await AppendedAsync();
        var report = await VerifyAsync(log with { Keys = LogKeys.None });
        Assert.Empty(report.Findings);
        Assert.Contains(report.Notes, n => n.StartsWith("1 row of the directory was not checked: its key", StringComparison.Ordinal));
        Assert.Contains(report.Notes, n => n.StartsWith("1 alias was not checked", StringComparison.Ordinal));
        Assert.Contains(report.Notes, n => n.StartsWith("1 address was not checked: its key", StringComparison.Ordinal));
        Assert.Contains(report.Notes, n => n.StartsWith("1 event's digest was not checked: its key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_keys_everything_is_checked()
    {
        var report = await VerifyAsync(await AppendedAsync());
        Assert.Empty(report.Findings);
        Assert.DoesNotContain(
            report.Notes,
            n => n.Contains("not checked", StringComparison.Ordinal) && !n.StartsWith("signatures", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_encrypted_disclosure_is_held_against_its_digest()
    {
        var log = await AppendedAsync();
        Alter(d => d.Name == DisclosureGroup.Content
            ? new(d.Name, d.Subject, d.Class, 7, new byte[40]) { Digest = Disclosure.DigestOf(d.Json.Span) }
            : d);
        var report = await VerifyAsync(log);
        Assert.Empty(report.Findings);
        Assert.Contains(report.Notes, n => n.StartsWith("1 disclosure is encrypted", StringComparison.Ordinal));

        Alter(d => d.KeyId == 7 ? d with { Digest = Base64Text.Encode(new byte[32]) } : d);
        Assert.Equal(FindingKind.Disclosure, Assert.Single((await VerifyAsync(log)).Findings).Kind);
    }

    [Fact]
    public async Task An_encrypted_disclosure_is_shown_as_withheld()
    {
        await AppendedAsync();
        Alter(d => d.Name == DisclosureGroup.Actor
            ? new(d.Name, d.Subject, d.Class, 7, new byte[40]) { Digest = Disclosure.DigestOf(d.Json.Span) }
            : d);
        Assert.True(EntryView.TryRead(store.Rows.Logs[0].Entries[0], out var view, out var error), error);
        Assert.Equal(DisclosureGroup.Actor, Assert.Single(view!.Withheld).Name); // Read.
        Assert.Empty(view.Erased);
        Assert.Empty(view.Problems);
        Assert.StartsWith("A withheld user", LogSentences.Standard.Tell(view), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_no_alias_stands_for_is_a_finding()
    {
        var log = await AppendedAsync();
        store.Rows.Logs[0].Aliases.Clear();
        var finding = Assert.Single((await VerifyAsync(log)).Findings);
        Assert.Equal((FindingKind.Subject, "alias"), (finding.Kind, finding.Member));
    }

    [Fact]
    public async Task An_entry_may_go_without_its_address_and_not_under_another()
    {
        var log = await AppendedAsync();
        Alter(e => e with { Network = null });
        Assert.Empty((await VerifyAsync(log)).Findings);
        Alter(e => e with { Network = new(7, 1) });
        Assert.Equal(FindingKind.Address, Assert.Single((await VerifyAsync(log)).Findings).Kind);
    }

    // One person under a pseudonym, with a name and an address.
    private async Task<LogIdentity> AppendedAsync()
    {
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var sealer = new BatchSealer(store, PersonRules.Default, Some.Fill(), new FixedClock());
        var e = new AuditEvent
        {
            Action = "door.opened",
            Id = Some.Id(1),
            Actor = new("user", "+15550100") { Name = "Bo" },
            Reason = "why",
            Context = new() { Ip = "192.0.2.7" }
        };
        var batch = await sealer.SealAsync(new(log, [new DirectEvent(e)], null), Cancel);
        await store.AppendAsync(log, batch.Entries!, batch.People, Cancel); // Sealed.
        return log;
    }

    private void Alter(Func<StoredDisclosure, StoredDisclosure> change) =>
        Alter(e => e with { Disclosures = [.. e.Disclosures.Select(change)] });

    private void Alter(Func<StoredEntry, StoredEntry> change)
    {
        var entries = store.Rows.Logs[0].Entries;
        entries[0] = change(entries[0]);
    }

    private async Task<VerifyReport> VerifyAsync(LogIdentity log) => await new LogVerifier(store).VerifyAsync(log, new(), Cancel);
}
