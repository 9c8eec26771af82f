using System.Globalization;
using Cairn.Contracts;
using Cairn.Intake;
using Cairn.Primitives;
using Cairn.Spooling;
using Cairn.Stores;
using Cairn.Tests.Spooling;

namespace Cairn.Tests.Entries;

/// <summary>Nothing that is stored depends on the culture of the host.</summary>
public sealed class CultureTests
{
    // A comma for the decimal point, an i without a dot, other calendars, another minus, another order of letters.
    public static TheoryData<string> Cultures => ["de-DE", "tr-TR", "sv-SE", "th-TH", "fa-IR", "ar-SA", "cs-CZ"];

    [Fact]
    public void Cultures_are_at_work_in_these_tests()
    {
        Assert.Equal("1,5", 1.5.ToString(CultureInfo.GetCultureInfo("de-DE", predefinedOnly: true)));
        Assert.Equal("2569", Some.Time.ToString("yyyy", CultureInfo.GetCultureInfo("th-TH", predefinedOnly: true)));
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task A_log_has_the_same_bytes_and_the_same_signed_root_under_every_culture(string name)
    {
        var expected = await LogAsync(CultureInfo.InvariantCulture);
        var actual = await LogAsync(CultureInfo.GetCultureInfo(name));
        Assert.Equal(expected.Note, actual.Note);
        Assert.Equal(expected.Leaves, actual.Leaves);
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public void An_event_is_written_and_read_alike_under_every_culture(string name)
    {
        var expected = Under(CultureInfo.InvariantCulture, () => EventJson.Write(Filled()));
        var actual = Under(CultureInfo.GetCultureInfo(name), () => EventJson.Write(EventJson.Reread(EventJson.Write(Filled()))));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public void Times_are_written_and_read_alike_under_every_culture(string name) => Under(CultureInfo.GetCultureInfo(name), () =>
    {
        Assert.Equal("2026-11-21T09:30:00.123456Z", RfcTime.Format(Some.Time));
        Assert.True(RfcTime.TryParse("2026-11-21T09:30:00.123456Z", out var time));
        Assert.Equal(Some.Time, time);
        return true;
    });

    [Theory]
    [MemberData(nameof(Cultures))]
    public void What_is_set_aside_has_the_same_name_under_every_culture(string name) =>
        Assert.Equal(Under(CultureInfo.InvariantCulture, SetAside), Under(CultureInfo.GetCultureInfo(name), SetAside));

    private static string SetAside()
    {
        using var house = new SpoolHouse();
        using var spool = house.Open();
        SpoolHouse.Append(spool, "acme", 1);
        Assert.Equal(QuarantineAnswer.Kept, spool.Quarantine.Put(SpoolHouse.Scan(spool)[0], "{}"u8.ToArray(), "first"));
        return Assert.Single(spool.Quarantine.List()).Name;
    }

    private static AuditEvent Filled() => Some.Event(action: "invoice.paid", reason: "IBAN is fine, Ilık iş", occurredAt: Some.Time)
        .Change("total", -1.5, 1234567.25m)
        .Change("count", -4711L, true)
        .Change("due", Some.Time, "İı");

    // The culture flows with the work that is awaited, and goes with the method.
    private static async Task<(string Note, IReadOnlyList<string> Leaves)> LogAsync(CultureInfo culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
        var log = await TamperMatrixLog.CreateAsync(new MemoryStore());
        await log.AppendAsync(300);
        var note = await log.SignAsync();
        var entries = await log.Store.ReadEntriesAsync(log.Identity, 0, 300, TestContext.Current.CancellationToken);
        return (note, [.. entries.Select(e => Convert.ToHexString(e.Leaf.Span))]);
    }

    private static T Under<T>(CultureInfo culture, Func<T> work)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
            return work();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
