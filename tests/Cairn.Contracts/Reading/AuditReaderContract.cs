using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Reading;
using Cairn.Recording;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>
/// What a reader answers over any store. A driver's tests inherit it and say how their store is made; each test has a location of its own.
/// </summary>
public abstract partial class AuditReaderContract
{
    private static readonly AuditAction Calibrated =
        new AuditAction("probe.calibrated", "lab", "{actor} calibrated {target}").InCulture("de", "{actor} hat {target} kalibriert");
    private static readonly PersonRules Persons = new([.. PersonRules.DefaultPersonTypes, "robot"], PersonRules.DefaultPersonalIdTypes);
    internal static readonly ReaderSettings Settings = new(new([Calibrated]), Persons, IndexesAddresses: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the store of this test's location.</summary>
    internal abstract ILogStore Open();

    /// <summary>Removes the rows of a range behind the store's back.</summary>
    internal abstract void Forget(LogIdentity log, IndexRange range);

    /// <summary>Lets the store find each of two entries by the other's event id.</summary>
    internal abstract void SwapIds(LogIdentity log, (Guid Id, long Index) one, (Guid Id, long Index) other);

    [Fact]
    public async Task An_entry_comes_back_as_it_was_reported_with_its_place_and_its_sentence()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        var sent = Some.Event("user.role_changed", reason: "as [redacted:password] said") with
        {
            Changes = [new("/role", "a", "b")],
            Metadata = [new("ticket", 4711)],
        };
        var (taken, receipt) = await log.AddAsync(sent);
        foreach (var entry in (AuditEntry?[])[await log.Reader.FindAsync(
            0, Cancel), await log.Reader.FindAsync(receipt.Id, Cancel), (await log.Reader.GetPageAsync(new(), null, Cancel)).Entries[0]])
        {
            Assert.Equal(EventJson.Write(taken), EventJson.Write(entry!.Event)); // It is found.
            Assert.Equal((0, receipt.Id, receipt, LogIdentity.DefaultTenant), (entry.Index, entry.Id, entry.Receipt, entry.Tenant));
            Assert.Equal("Example Owner changed Bo Example's role from a to b", entry.Sentence);
            Assert.Equal(
                ["actor", "actor.contact", "network", "targets", "content"],
                entry.Parts.Where(p => p.State == AuditPartState.Shown).Select(p => p.Name).Distinct());
            Assert.Equal(["/reason"], entry.Masked);
            Assert.Empty(entry.Problems);
            Assert.StartsWith("{\"v\":1,", entry.Leaf, StringComparison.Ordinal);
        }

        Assert.Null(await log.Reader.FindAsync(1, Cancel));
        Assert.Null(await log.Reader.FindAsync(-1, Cancel));
        Assert.Null(await log.Reader.FindAsync(Some.Id(77), Cancel));
    }

    [Fact]
    public async Task The_readers_own_catalogue_languages_and_persons_tell_what_the_log_has_no_words_for()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync(Calibrated.On("robot", "r2", null).By(AuditActor.User("u1", "Ada")));
        var entry = await log.Reader.FindAsync(0, Cancel);
        Assert.Equal("Ada calibrated r2", entry!.Sentence); // It is found.
        Assert.Equal("Ada hat r2 kalibriert", (await log.Reader.ForCulture("de-AT").FindAsync(0, Cancel))!.Sentence); // The same.
        // The same.
        Assert.Equal(
            "Ada: probe.calibrated on robot r2",
            (await LogReader.OfLog(log.Store, log.Identity, ReaderSettings.Default).FindAsync(0, Cancel))!.Sentence);
        Assert.Throws<ArgumentException>(() => log.Reader.ForCulture("not a culture"));
    }

    [Fact]
    public async Task A_person_is_found_by_what_people_call_them()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync(
            new AuditEvent { Action = "door.opened" }.By(new("phone", "+49 170 1") { Name = "Ada Example", Phone = "+49 170 1" }));
        await log.AddAsync(new AuditEvent { Action = "door.opened" }
            .By(new("user", "bo@example.com") { Email = "bo@example.com" })
            .On("user", "jörg ü", "Jörg"));
        await log.AddAsync(new AuditEvent { Action = "door.opened" }.By(AuditActor.User("u3", "ada example")).On("phone", "+49 170 1"));

        Assert.Equal([2, 0], await log.IndexesAsync(new() { Person = new("phone", "+49 170 1") }));
        Assert.Equal([0], await log.IndexesAsync(new() { Actor = new("phone", "+49 170 1") }));
        Assert.Equal([2], await log.IndexesAsync(new() { Target = new("phone", "+49 170 1") }));
        Assert.Equal([1], await log.IndexesAsync(new() { Actor = new("user", "bo@example.com") }));
        Assert.Equal([1], await log.IndexesAsync(new() { Target = new("user", "jörg ü") }));
        Assert.Equal([2, 0], await log.IndexesAsync(new() { PersonName = "ADA Example" }));
        Assert.Equal([1], await log.IndexesAsync(new() { PersonName = "Bo@Example.com" }));
        Assert.Equal([2, 0], await log.IndexesAsync(new() { PersonName = "+491701" }));
        Assert.Empty(await log.IndexesAsync(new() { PersonName = "Nobody" }));
        Assert.Empty(await log.IndexesAsync(new() { Person = new("phone", "+49 170 2") }));
        await Assert.ThrowsAsync<ArgumentException>(
            () => log.Reader.GetPageAsync(new() { PersonName = "Ada", Person = new("user", "u3") }, null, Cancel));
    }

    [Fact]
    public async Task The_history_of_a_thing_and_all_of_a_request_or_operation_are_one_call_each()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        for (var i = 0; i < 6; i++)
        {
            await log.AddAsync(new AuditEvent
            {
                Action = "invoice.paid",
                Context = new() { RequestId = $"r{i % 2}", OperationId = i > 3 ? "two words" : null }
            }.On("invoice", $"i{i % 3}"));
        }

        Assert.Equal([4, 1], (await log.Reader.GetHistoryAsync("invoice", "i1", null, Cancel)).Entries.Select(e => e.Index));
        Assert.Equal([1, 3, 5], (await log.Reader.GetRequestAsync("r1", null, Cancel)).Entries.Select(e => e.Index));
        Assert.Equal([4, 5], (await log.Reader.GetOperationAsync("two words", null, Cancel)).Entries.Select(e => e.Index));
        var all = new List<long>();
        await foreach (var entry in log.Reader.GetAllAsync(new() { PageSize = 4 }, Cancel))
        {
            all.Add(entry.Index);
        }

        Assert.Equal([5, 4, 3, 2, 1, 0], all);
    }

    [Fact]
    public async Task A_tenant_without_a_log_has_no_entries_and_a_reader_sees_its_own_tenant_alone()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        var (_, receipt) = await log.AddAsync(new AuditEvent { Action = "door.opened" });
        var other = LogReader.OfTenant(log.Store, LogIdentity.DefaultTenant, Settings).ForTenant("other");
        Assert.Empty((await other.GetPageAsync(new(), null, Cancel)).Entries);
        Assert.Null(await other.FindAsync(0, Cancel));
        Assert.Null(await other.FindAsync(receipt.Id, Cancel));
        Assert.Equal(new(0, false), await other.CountAsync(new(), 10, Cancel));
        Assert.NotNull(await other.ForTenant(LogIdentity.DefaultTenant).FindAsync(0, Cancel));
        Assert.Throws<ArgumentException>(() => other.ForTenant("*"));
    }

    [Fact]
    public async Task An_entry_that_is_found_by_anothers_id_is_not_shown_for_it()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        var (_, one) = await log.AddAsync(new AuditEvent { Action = "door.opened" });
        var (_, other) = await log.AddAsync(new AuditEvent { Action = "door.closed" });
        SwapIds(log.Identity, (one.Id, one.Index), (other.Id, other.Index));
        var refused = await Assert.ThrowsAsync<AuditDamageException>(() => log.Reader.FindAsync(one.Id, Cancel));
        Assert.Equal(other.Index, refused.Index);
        Assert.Contains("event id", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_that_are_missing_are_told_by_a_page_of_all()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        for (var i = 0; i < 12; i++)
        {
            await log.AddAsync(new AuditEvent { Action = "door.opened" });
        }

        Forget(log.Identity, new(3, 5));
        Forget(log.Identity, new(8, 9));
        foreach (var order in (AuditOrder[])[AuditOrder.NewestFirst, AuditOrder.OldestFirst])
        {
            var gaps = new List<AuditGap>();
            string? cursor = null;
            do
            {
                var page = await log.Reader.GetPageAsync(new() { Order = order, PageSize = 4 }, cursor, Cancel);
                gaps.AddRange(page.Gaps);
                cursor = page.Next;
            }
            while (cursor is not null);
            Assert.Equal([new(3, 4, false), new(8, 8, false)], gaps.OrderBy(g => g.From));
        }

        Assert.Empty((await log.Reader.GetPageAsync(new() { Actions = ["door.opened"] }, null, Cancel)).Gaps);
    }
}
