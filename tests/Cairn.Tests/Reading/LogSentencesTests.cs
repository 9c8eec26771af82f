using Cairn.Contracts;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Reading;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Tests;

public sealed class LogSentencesTests : IAsyncDisposable
{
    private static readonly AuditAction Removed = new AuditAction("member.removed", AuditCategories.Admin, "{actor} removed {target}")
        .InCulture("de", "{actor} hat {target} entfernt").InCulture("pt-BR", "{actor} removeu {target}");

    private readonly MemoryStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "Ada removed m1")]
    [InlineData("fr", "Ada removed m1")]
    [InlineData("de", "Ada hat m1 entfernt")]
    [InlineData("de-AT", "Ada hat m1 entfernt")]
    [InlineData("DE-at-1996", "Ada hat m1 entfernt")]
    [InlineData("pt-BR", "Ada removeu m1")]
    [InlineData("pt", "Ada removed m1")]
    public async Task An_entry_is_told_in_the_readers_language_else_in_the_nearest_there_is(string culture, string sentence)
    {
        var log = await LogAsync();
        await log.AttestAsync(Removed.Declaration.Manifest);
        await log.AppendAsync(Event(), Removed.Declaration.Reference);
        Assert.Equal(sentence, (await TellAsync(log, culture))[1]);
        Assert.Empty((await log.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task An_entry_is_told_in_the_words_it_names_whatever_was_declared_since()
    {
        var log = await LogAsync();
        var later = new AuditAction("member.removed", AuditCategories.Admin, "{target} had to go");
        await log.AttestAsync(Removed.Declaration.Manifest);
        await log.AttestAsync(later.Declaration.Manifest);
        await log.AppendAsync(Event(), Removed.Declaration.Reference);
        await log.AppendAsync(Event(), later.Declaration.Reference);
        Assert.Equal(["Ada removed m1", "M1 had to go"], (await TellAsync(log))[2..], StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Words_that_are_altered_missing_or_of_another_action_tell_nothing()
    {
        var log = await LogAsync();
        await log.AttestAsync(Removed.Declaration.Manifest);
        await log.AppendAsync(Event(), Removed.Declaration.Reference);
        await log.AppendAsync(Event() with { Action = "member.added" }, Removed.Declaration.Reference);
        Assert.Equal(["Ada removed m1", "Ada: member.added on m1"], (await TellAsync(log))[1..]);

        store.Rows.Of(log.Identity).Manifests[0] =
            new(0, new AuditAction("member.removed", "admin", "{actor} kept {target}").Declaration.Bytes) { Kind = "action_declared" };
        Assert.Equal(
            ["An action was declared", "Ada: member.removed on m1"], (await TellAsync(log))[..2], StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_sentence_with_a_place_this_version_does_not_know_gives_way()
    {
        var log = await LogAsync();
        var newer = Removed.Declaration.Manifest with { Sentences = [new("", "{actor} removed {target} {slowly}")] };
        await log.AttestAsync(newer);
        await log.AppendAsync(Event(), ActionDeclaredManifest.ReferenceTo(newer.Format()));
        Assert.Equal("Ada: member.removed on m1", (await TellAsync(log))[1]);
    }

    [Fact]
    public async Task Cairns_own_entries_say_their_numbers()
    {
        var log = await LogAsync();
        await log.AppendAsync(20);
        var run = Some.Run();
        await log.AttestAsync(new ExpiryPlannedManifest(new(run), null, null, IndexSet.Of(new NumberRange(10, 19))));
        await log.AttestAsync(new ExpiryPlannedManifest(new(run, 2, 3), null, Some.Time, IndexSet.Of(new(1, 1), new(3, 5))));
        await log.AttestAsync(new ExpiredManifest(new(run), 20, 9, IndexSet.Of(new NumberRange(12, 12))));
        await log.AttestAsync(new ErasedManifest(new(run), [Base64Text.Encode(new byte[32])]));
        await log.AttestAsync(new HoldPlacedManifest(new(run), null, IndexSet.Of(new NumberRange(7, 7))));
        await log.AttestAsync(new HoldLiftedManifest(run));
        await log.AttestAsync(new PolicySetManifest(Some.Time, 90, [RetentionRule.OfCategory("auth", null)], 7));
        await log.AttestAsync(new KeyChangedManifest("lookup", "1", "2"));
        await log.AttestAsync(Removed.Declaration.Manifest);
        await log.AttestAsync(new DroppedManifest("p9", [], 3, "spool_full"));
        await log.AttestAsync(new DroppedManifest("p9", [new(5, 5)], 1, "quarantined"));
        await log.AttestAsync(new DroppedManifest(
            "p9", [.. Enumerable.Range(1, 7).Select(n => new NumberRange(10 * n, (10 * n) + 1))], 14, "duplicate"));
        await log.AttestAsync(new ContinuedManifest("restored", "cairn.internal/a", null, null, 12, Hash.Empty));
        await log.AttestAsync(new LogMovedManifest("postgres of Example Ltd", 30));

        var day = Some.Time.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var minute = Some.Time.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            [
                "Entries 10 to 19 were planned to expire",
                $"4 entries from 1 to 5 were planned to expire, not before {minute} UTC (part 2 of 3)",
                "9 entries expired as entry 20 had planned; 1 entry stays under a hold",
                "1 disclosure was erased",
                $"Entry 7 was put under the hold {run}",
                $"The hold {run} was lifted",
                $"From {day} on entries are kept for 90 days (but for 1 rule), and go 7 days after they were planned to",
                "The look-up key was changed from 1 to 2",
                "The words of member.removed were declared: {actor} removed {target}",
                "3 events could not be recorded: the spool was full",
                "1 event could not be recorded: set aside in the quarantine; of producer p9 the number 5",
                "14 events could not be recorded: already in the log, under other numbers; of producer p9 the numbers "
                + "10 to 11, 20 to 21, 30 to 31, 40 to 41, 50 to 51 and 2 more ranges",
                "The log goes on under a new origin: the store was restored from an older copy; "
                + "12 entries found in the old one, 0 signed and not found",
                "The log goes on at another place, postgres of Example Ltd, after 30 entries",
            ],
            (await TellAsync(log))[20..]);
    }

    private static AuditEvent Event() =>
        new AuditEvent { Action = "member.removed", Actor = new("user", "u1") { Name = "Ada" } }.On("member", "m1");

    private async Task<TamperMatrixLog> LogAsync() => await TamperMatrixLog.CreateAsync(store);

    private async Task<List<string>> TellAsync(TamperMatrixLog log, string culture = "")
    {
        var stored = await store.ReadEntriesAsync(log.Identity, 0, 100, Cancel);
        // Read.
        var views = stored.Select(s => EntryView.TryRead(s, out var view, out _) ? view! : throw new InvalidDataException()).ToList();
        var sentences = new LogSentences(store, log.Identity, ReaderSettings.Default, culture);
        await sentences.PrepareAsync(views, Cancel);
        return views.ConvertAll(sentences.Tell);
    }
}
