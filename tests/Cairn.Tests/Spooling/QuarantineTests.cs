using System.Text;
using Cairn.Contracts;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

public sealed class QuarantineTests : IDisposable
{
    private readonly SpoolHouse house = new();
    private readonly ListLogger logger = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public void An_event_set_aside_can_be_listed_read_mended_and_taken_out()
    {
        using var spool = house.Open();
        SpoolHouse.Append(spool, "acme", 1);
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        SpoolHouse.Append(spool, "acme", 2, SpoolKind.Outcome);
        foreach (var record in SpoolHouse.Scan(spool))
        {
            Assert.True(spool.TryRead(record, out var json));
            Assert.Equal(QuarantineAnswer.Kept, spool.Quarantine.Put(record, json, "action: \"must\" be\nnoun.verb"));
        }

        var items = spool.Quarantine.List();
        Assert.Equal([Some.Id(1), Some.Id(2)], items.Select(i => i.Id)); // By the time of what they hold.
        var first = items[0];
        Assert.Equal(("acme", spool.Producer, 1L, SpoolKind.Event), (first.Tenant, first.Producer, first.Seq, first.Kind));
        Assert.Equal((house.Clock.GetUtcNow(), "action: \"must\" be\nnoun.verb"), (first.At, first.Reason));
        Assert.Equal(SpoolHouse.Json(1), Encoding.UTF8.GetString(first.Event.Span));
        Assert.Equal(SpoolKind.Outcome, items[1].Kind);

        Assert.True(spool.Quarantine.Replace(first with { Event = "{\"event\":\"mended\"}"u8.ToArray() }));
        Assert.Equal("{\"event\":\"mended\"}", Encoding.UTF8.GetString(spool.Quarantine.Read(first.Name)!.Event.Span));
        Assert.True(spool.Quarantine.Remove(first.Name));
        Assert.False(spool.Quarantine.Remove(first.Name));
        Assert.False(spool.Quarantine.Replace(first));
        Assert.Equal(1, spool.Quarantine.Count);
    }

    [Fact]
    public void Set_aside_again_after_a_crash_it_is_there_once()
    {
        using var spool = house.Open();
        SpoolHouse.Append(spool, "acme", 1);
        var record = Assert.Single(SpoolHouse.Scan(spool));
        Assert.Equal(QuarantineAnswer.Kept, spool.Quarantine.Put(record, "{}"u8.ToArray(), "first"));
        house.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(QuarantineAnswer.Kept, spool.Quarantine.Put(record, "{}"u8.ToArray(), "second"));
        Assert.Equal("second", Assert.Single(spool.Quarantine.List()).Reason);
    }

    [Fact]
    public void It_takes_no_more_than_it_has_room_for_and_goes_on_when_there_is_room_again()
    {
        using var spool = house.Open();
        var quarantine = new SpoolQuarantine(house.Folder, house.Clock, new(logger, house.Clock)) { Room = 3 };
        for (var i = 1; i <= 5; i++)
        {
            SpoolHouse.Append(spool, "acme", i);
        }

        var records = SpoolHouse.Scan(spool);
        Assert.Equal(
            [QuarantineAnswer.Kept, QuarantineAnswer.Kept, QuarantineAnswer.Kept, QuarantineAnswer.Full, QuarantineAnswer.Full],
            records.Select(r => quarantine.Put(r, "{}"u8.ToArray(), "why")));
        Assert.Equal(QuarantineAnswer.Kept, quarantine.Put(records[0], "{}"u8.ToArray(), "again, after a crash"));

        Assert.True(quarantine.Remove(quarantine.List()[0].Name));
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(QuarantineAnswer.Kept, quarantine.Put(records[3], "{}"u8.ToArray(), "why"));
        Assert.Equal(QuarantineAnswer.Full, quarantine.Put(records[4], "{}"u8.ToArray(), "why"));
    }

    [Fact]
    public void What_is_no_json_is_kept_all_the_same()
    {
        using var spool = house.Open();
        SpoolHouse.Append(spool, "acme", 1);
        byte[] bytes = [0xFF, 0x00, (byte)'{'];
        Assert.Equal(QuarantineAnswer.Kept, spool.Quarantine.Put(SpoolHouse.Scan(spool)[0], bytes, "no JSON"));
        Assert.Equal(bytes, Assert.Single(spool.Quarantine.List()).Event.ToArray());
    }

    [Fact]
    public void A_file_is_easy_to_mend_by_hand()
    {
        var item = new QuarantinedItem("x", Some.Time, "a reason")
        {
            Tenant = "acme",
            Producer = "p",
            Seq = 7,
            Kind = SpoolKind.Event,
            Id = Some.Id(1),
            Event = "{\"action\":\"a.b\"}"u8.ToArray()
        };
        Assert.Equal(
            """
            {
            "v":1,
            "at":"2026-11-21T09:30:00.123456Z",
            "reason":"a reason",
            "tenant":"acme",
            "producer":"p",
            "seq":7,
            "kind":"event",
            "id":"01a1fd70-f23b-7000-8000-000000000001",
            "event":{"action":"a.b"}
            }

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(item.Format()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"at":"yesterday","reason":"x"}""")]
    [InlineData("""{"at":"2026-11-21T09:30:00Z","reason":"x","kind":"other","seq":1,"id":"01a1fd70-f23b-7000-8000-000000000001"}""")]
    [InlineData("""{"at":"2026-11-21T09:30:00Z","reason":"x","kind":"event","seq":"1","id":"1"}""")]
    [InlineData("""{"at":"2026-11-21T09:30:00Z","reason":"\uD800"}""")]
    public void A_file_somebody_spoiled_is_told_of_and_skipped(string content)
    {
        using var spool = house.Open(logger);
        Directory.CreateDirectory(spool.Quarantine.Folder);
        File.WriteAllText(Path.Combine(spool.Quarantine.Folder, "20261121T093000.0000000Z-x.json"), content);
        Assert.Empty(spool.Quarantine.List());
        Assert.Contains(logger.Lines, line => line.Contains("could not read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../other")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    public void A_name_does_not_lead_out_of_the_folder(string name)
    {
        using var spool = house.Open();
        Directory.CreateDirectory(spool.Quarantine.Folder);
        File.WriteAllText(Path.Combine(house.Folder, "other.json"), new string(' ', 3));
        Assert.Null(spool.Quarantine.Read(name));
        Assert.False(spool.Quarantine.Remove(name));
        Assert.True(File.Exists(Path.Combine(house.Folder, "other.json")));
    }

    [Fact]
    public void Without_room_the_answer_is_no_and_nothing_is_thrown()
    {
        using var spool = house.Open(logger);
        SpoolHouse.Append(spool, "acme", 1);
        File.WriteAllText(spool.Quarantine.Folder, "in the way");
        Assert.Equal(QuarantineAnswer.DiskFailed, spool.Quarantine.Put(SpoolHouse.Scan(spool)[0], "{}"u8.ToArray(), "a reason"));
        Assert.Equal(0, spool.Quarantine.Count);
    }
}
