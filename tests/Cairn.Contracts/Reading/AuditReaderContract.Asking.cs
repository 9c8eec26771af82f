using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Cairn.Reading;

namespace Cairn.Contracts;

public abstract partial class AuditReaderContract
{
    [Fact]
    public async Task Several_logs_are_read_together_in_the_order_of_the_stores_time()
    {
        await using var one = await ReadLog.MakeAsync(Open());
        await using var two = await one.BesideAsync("second");
        await using var three = await one.BesideAsync("third");
        var random = new Random(5);
        ReadLog[] logs = [one, two, three];
        var times = new List<(DateTimeOffset At, string Tenant, long Index)>();
        for (var i = 0; i < 60; i++)
        {
            var log = logs[random.Next(3)];
            var (_, receipt) = await log.AddAsync(new AuditEvent { Action = i % 7 == 0 ? "door.closed" : "door.opened" });
            times.Add((log.Clock.GetUtcNow(), log.Identity.Tenant, receipt.Index));
        }

        var reader = LogReader.OfTenant(one.Store, "second", Settings);
        foreach (var (tenants, named) in ((string[]?, string[])[])
            [(null, ["default", "second", "third"]), (["second", "third"], ["second", "third"]), (["third", "nobody"], ["third"])])
        {
            foreach (var order in (AuditOrder[])[AuditOrder.NewestFirst, AuditOrder.OldestFirst])
            {
                var expected = times.Where(t => named.Contains(t.Tenant)).Select(t => (t.Tenant, t.Index)).ToList();
                if (order == AuditOrder.NewestFirst)
                {
                    expected.Reverse();
                }

                foreach (var size in (int[])[1, 7, 1_000])
                {
                    Assert.Equal(expected, await AllAsync(reader.ForTenants(tenants), new() { Order = order, PageSize = size }));
                }
            }
        }

        var every = reader.ForTenants(null);
        Assert.Equal(new(60, false), await every.CountAsync(new(), 100, Cancel));
        Assert.Equal(new(9, false), await every.CountAsync(new() { Actions = ["door.closed"] }, 100, Cancel));
        var first = await every.GetPageAsync(new() { PageSize = 5 }, null, Cancel);
        await two.AddAsync(new AuditEvent { Action = "door.opened" });
        var rest = await AllAsync(every, new() { PageSize = 9 }, first.Next);
        Assert.Equal(60, first.Entries.Count + rest.Count); // What came in meanwhile moved nothing.
        await Assert.ThrowsAsync<ArgumentException>(() => reader.GetPageAsync(new() { PageSize = 5 }, first.Next, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => reader.ForTenants(["second"]).GetPageAsync(new(), first.Next, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => every.FindAsync(0, Cancel));
        Assert.Equal("third", (await every.FindAsync((await reader.ForTenant("third").FindAsync(0, Cancel))!.Id, Cancel))!.Tenant); // They are there.
        Assert.Throws<ArgumentException>(() => reader.ForTenants([]));
        Assert.Throws<ArgumentException>(() => reader.ForTenants(["*"]));
    }

    [Fact]
    public async Task Who_may_see_less_sees_less_and_finds_nothing_by_the_rest()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync(new AuditEvent
        {
            Action = "door.opened",
            Reason = "a leak in the cellar",
            Context = new() { Ip = "192.0.2.7" },
        }.By(new("user", "ada@example.com") { Name = "Ada Example", Email = "ada@example.com" }).On("door", "d1", "Cellar"));
        await log.AddAsync(new AuditEvent { Action = "door.opened" }.By(AuditActor.User("u2")));
        string[] asked = ["leak", "ip:192.0.2.7", "person:ada@example.com", "person:\"Ada Example\"", "actor:user/ada@example.com", "Cellar"];
        foreach (var (classes, found) in ((AuditClasses, int[])[])
            [
                (AuditClasses.All, [0, 1, 2, 3, 4, 5]), (AuditClasses.Content, [0, 5]), (AuditClasses.Network, [1]),
                (AuditClasses.Contact, [2]), (AuditClasses.Identity, [2, 3, 4, 5]), (AuditClasses.None, []),
            ])
        {
            var reader = log.Reader.ForClasses(classes);
            for (var i = 0; i < asked.Length; i++)
            {
                var count = await reader.CountAsync(AuditQuery.Parse(asked[i]), 10, Cancel);
                Assert.True((count.Count == 1) == found.Contains(i), $"{classes}: {asked[i]} finds {count.Count}");
            }

            var entry = (await reader.FindAsync(0, Cancel))!; // It is there.
            Assert.Empty(entry.Problems);
            Assert.Equal(classes.HasFlag(AuditClasses.Content) ? "a leak in the cellar" : null, entry.Event.Reason);
            Assert.Equal(classes.HasFlag(AuditClasses.Network) ? "192.0.2.7" : null, entry.Event.Context.Ip);
            Assert.Equal(classes.HasFlag(AuditClasses.Identity) ? "Ada Example" : null, entry.Event.Actor.Name);
            Assert.Equal(classes.HasFlag(AuditClasses.Contact) ? "ada@example.com" : null, entry.Event.Actor.Email);
            Assert.Equal(classes != AuditClasses.All, entry.Parts.Any(p => p.State == AuditPartState.Withheld));
        }

        Assert.Null((await log.Reader.ForClasses(AuditClasses.None).ForClasses(AuditClasses.All).FindAsync(0, Cancel))!.Event.Reason); // It is there.
    }

    [Fact]
    public async Task A_reader_within_a_query_sees_nothing_else()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        var (_, receipts) = await log.AddAsync([.. Enumerable.Range(0, 10).Select(i => new AuditEvent { Action = "door.opened" }.By(AuditActor.User(i % 2)))]);
        var own = log.Reader.Within(new() { Actor = new("user", "1") });
        Assert.Equal([9, 7, 5, 3, 1], (await own.GetPageAsync(new(), null, Cancel)).Entries.Select(e => e.Index));
        Assert.Empty((await own.GetPageAsync(AuditQuery.Parse("actor:0 OR actor:user/0"), null, Cancel)).Entries);
        Assert.Equal(new(5, false), await own.CountAsync(new(), 100, Cancel));
        Assert.Null(await own.FindAsync(0, Cancel));
        Assert.NotNull(await own.FindAsync(1, Cancel));
        Assert.Null(await own.FindAsync(receipts[2].Id, Cancel));
        Assert.NotNull(await own.FindAsync(receipts[3].Id, Cancel));
        Assert.Equal(5, (await own.GetStatisticsAsync(new(), new(AuditDimension.Actor), Cancel)).Count);
        var cursor = (await log.Reader.GetPageAsync(new() { PageSize = 2 }, null, Cancel)).Next;
        await Assert.ThrowsAsync<ArgumentException>(() => own.GetPageAsync(new() { PageSize = 2 }, cursor, Cancel));
        Assert.Empty(await AllAsync(own.Within(new() { Actor = new("user", "0") }), new()));
    }

    [Fact]
    public async Task Statistics_are_what_counting_each_event_gives()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        var random = new Random(31);
        var (events, _) = await log.AddAsync([.. Enumerable.Range(0, 80).Select(_ => Told(random) with { OccurredAt = Some.Time.AddMinutes(-random.Next(60_000)) })]);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe"); // Its clocks change by half an hour.
        foreach (var first in Enum.GetValues<AuditDimension>())
        {
            foreach (var second in (AuditDimension?[])[null, .. Enum.GetValues<AuditDimension>().Where(d => d != first)])
            {
                var query = random.Next(3) == 0 ? AuditQuery.Parse("sure OR outcome:denied OR -action:auth.*") : new();
                var statistics = await log.Reader.GetStatisticsAsync(query, new(first, second) { Zone = zone }, Cancel);
                var held = events.Where((e, at) => !e.Action.StartsWith("audit_log.", StringComparison.Ordinal) && Fits(e, at, query)).ToList();
                var expected = held.SelectMany(e => KeysOf(e, first, zone), (e, key) => (e, key))
                    .SelectMany(e => second is { } two ? KeysOf(e.e, two, zone) : [null], (e, key) => (e.key, key))
                    .GroupBy(k => k).ToDictionary(g => g.Key, g => (long)g.Count());
                Assert.Equal(
                    expected.OrderBy(g => g.Key.ToString(), StringComparer.Ordinal).Select(g => (g.Key, g.Value)),
                    statistics.Groups.Select(g => ((g.First.Value, g.Second?.Value), g.Count)).OrderBy(g => g.Item1.ToString(), StringComparer.Ordinal));
                Assert.Equal((held.Count, false), (statistics.Count, statistics.IsMore));
            }
        }

        var largest = await log.Reader.GetStatisticsAsync(new(), new(AuditDimension.Action) { Most = 2 }, Cancel);
        Assert.Equal((2, true), (largest.Groups.Count, largest.IsMore));
        Assert.True(largest.Groups[0].Count >= largest.Groups[1].Count);
        await Assert.ThrowsAsync<ArgumentException>(
            () => log.Reader.GetStatisticsAsync(new(), new(AuditDimension.Day, AuditDimension.Day), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => log.Reader.GetStatisticsAsync(new(), new(AuditDimension.Day) { Most = 0 }, Cancel));
    }

    [Theory]
    [InlineData(AuditExportFormat.Ndjson, false)]
    [InlineData(AuditExportFormat.Json, false)]
    [InlineData(AuditExportFormat.Csv, false)]
    [InlineData(AuditExportFormat.Csv, true)]
    [InlineData(AuditExportFormat.Ndjson, true)]
    public async Task An_export_is_whole_has_an_end_and_goes_on_where_it_broke_off(AuditExportFormat format, bool compressed)
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync([.. Enumerable.Range(0, 60).Select(i => new AuditEvent
        {
            Action = i % 10 == 3 ? "audit_log.viewed" : "door.opened",
            Reason = $"=1+{i} \"said\", \r\nand {new string('x', 60_000)}",
        })]);
        var options = new AuditExportOptions { Format = format, IsCompressed = compressed, HasByteOrderMark = format == AuditExportFormat.Csv };
        var (whole, marks) = (new MemoryStream(), new Marks());
        var end = await log.Reader.ExportAsync(new(), whole, options with { Progress = marks }, Cancel);
        Assert.Equal((54, 0, 60), (end.Entries, end.Unreadable, Assert.Single(end.Logs).Size));
        Assert.True(marks.All.Count >= 3, $"{marks.All.Count} marks");
        Assert.Equal(whole.Length, marks.All[^1].Bytes);
        Assert.Equal(54, Indexes(Text(whole.ToArray(), compressed), format).Count);

        await log.AddAsync(new AuditEvent { Action = "door.opened" }); // It came later: it does not belong to it.
        foreach (var mark in marks.All.SkipLast(1))
        {
            var rest = new MemoryStream();
            rest.Write(whole.ToArray().AsSpan(0, (int)mark.Bytes));
            var resumed = await log.Reader.ExportAsync(new(), rest, options with { Resume = mark.Mark }, Cancel);
            Assert.Equal(end.Entries, resumed.Entries);
            Assert.Equal(Text(whole.ToArray(), compressed), Text(rest.ToArray(), compressed));
        }

        foreach (var (query, other) in ((AuditQuery, AuditExportOptions)[])
            [(new() { Actions = ["door.*"] }, options), (new(), options with { IsCompressed = !compressed })])
        {
            await Assert.ThrowsAsync<ArgumentException>(
                () => log.Reader.ExportAsync(query, Stream.Null, other with { Resume = marks.All[0].Mark }, Cancel));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => log.Reader.ExportAsync(new(), Stream.Null, options with { Resume = "x" }, Cancel));
    }

    [Fact]
    public async Task A_tail_shows_each_new_entry_once_and_goes_on_behind_a_position()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync(new AuditEvent { Action = "door.opened" });
        var query = AuditQuery.Parse("action:door.* -actor:system");
        await using var tail = log.Reader.TailAsync(query, null, Cancel).GetAsyncEnumerator(Cancel);
        var next = tail.MoveNextAsync().AsTask();
        await log.Clock.WaitsAsync(Cancel); // It saw what is there, and waits.
        await log.AddAsync([
            new AuditEvent { Action = "door.opened" }.By(AuditActor.User("u1")), new AuditEvent { Action = "door.opened" }.By(AuditActor.System),
            new AuditEvent { Action = "bell.rang" }, new AuditEvent { Action = "door.closed" }.By(AuditActor.User("u2"))]);
        Assert.True(await GoneOnAsync(log, next));
        var (first, position) = tail.Current;
        Assert.Equal(1, first.Index);
        Assert.True(await GoneOnAsync(log, tail.MoveNextAsync().AsTask()));
        Assert.Equal(4, tail.Current.Entry.Index);

        await using var again = log.Reader.TailAsync(query, position, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await GoneOnAsync(log, again.MoveNextAsync().AsTask()));
        Assert.Equal((4, tail.Current.Position), (again.Current.Entry.Index, again.Current.Position));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            await foreach (var _ in log.Reader.TailAsync(new(), position, Cancel))
            {
                break;
            }
        });
    }

    // Whenever it looks, and waits again, the clock moves on.
    private static async Task<bool> GoneOnAsync(ReadLog log, Task<bool> next)
    {
        while (!next.IsCompleted)
        {
            log.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Cancel);
        }

        return await next;
    }

    private static async Task<List<(string Tenant, long Index)>> AllAsync(IAuditReader reader, AuditQuery query, string? cursor = null)
    {
        var all = new List<(string, long)>();
        do
        {
            var page = await reader.GetPageAsync(query, cursor, Cancel);
            all.AddRange(page.Entries.Select(e => (e.Tenant, e.Index)));
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    // By .NET's own calendar.
    private static IEnumerable<string?> KeysOf(AuditEvent e, AuditDimension dimension, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(e.OccurredAt!.Value, zone); // Every event was given one.
        return dimension switch
        {
            AuditDimension.Category => [e.Category],
            AuditDimension.Action => [e.Action],
            AuditDimension.Actor => [$"{e.Actor.Type}/{e.Actor.Id}"],
            AuditDimension.Target => e.Targets.Select(string? (t) => $"{t.Type}/{t.Id}").Distinct(),
            AuditDimension.Outcome => [e.Outcome.Result.ToString().ToLowerInvariant()],
            AuditDimension.Source => [e.Context.Source],
            AuditDimension.Minute => [$"{local:yyyy-MM-dd'T'HH:mmzzz}"],
            AuditDimension.Hour => [$"{local:yyyy-MM-dd'T'HH':00'zzz}"],
            AuditDimension.Day => [$"{local:yyyy-MM-dd}"],
            AuditDimension.Week => [$"{System.Globalization.ISOWeek.GetYear(local.Date)}-W{System.Globalization.ISOWeek.GetWeekOfYear(local.Date):00}"],
            AuditDimension.Month => [$"{local:yyyy-MM}"],
            _ => [$"{local:yyyy}"],
        };
    }

    private static string Text(byte[] bytes, bool compressed)
    {
        if (!compressed)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var text = new StreamReader(gzip, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        return text.ReadToEnd();
    }

    private static List<long> Indexes(string text, AuditExportFormat format)
    {
        if (format == AuditExportFormat.Csv)
        {
            var records = Csv(text);
            Assert.Equal("\uFEFFindex", records[0][0]);
            Assert.Equal("#end", records[^1][0]);
            Assert.All(records, r => Assert.Equal(records[0].Length, r.Length));
            using var last = JsonDocument.Parse(records[^1][1]);
            Assert.Equal(records.Count - 2, last.RootElement.GetProperty("entries").GetInt32());
            var reason = Array.IndexOf(records[0], "reason");
            Assert.All(records.Skip(1).SkipLast(1), r => Assert.StartsWith("'=1+", r[reason], StringComparison.Ordinal));
            return [.. records.Skip(1).SkipLast(1).Select(r => long.Parse(r[0], System.Globalization.CultureInfo.InvariantCulture))];
        }

        using var json = JsonDocument.Parse(format == AuditExportFormat.Json ? text : $"[{text.TrimEnd().ReplaceLineEndings(",")}]");
        var (entries, end) = format == AuditExportFormat.Json
            ? (json.RootElement.GetProperty("entries").EnumerateArray().ToList(), json.RootElement.GetProperty("end"))
            : (json.RootElement.EnumerateArray().SkipLast(1).ToList(), json.RootElement.EnumerateArray().Last().GetProperty("end"));
        Assert.Equal(entries.Count, end.GetProperty("entries").GetInt32());
        return [.. entries.Select(e => e.GetProperty("index").GetInt64())];
    }

    // RFC 4180, by the letter.
    private static List<string[]> Csv(string text)
    {
        var (records, record, cell, quoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append(text[++i]);
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    record.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !quoted:
                    Assert.Equal('\n', text[++i]);
                    record.Add(cell.ToString());
                    cell.Clear();
                    records.Add([.. record]);
                    record.Clear();
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        Assert.Empty(record);
        return records;
    }

    private sealed class Marks : IProgress<AuditExportProgress>
    {
        public List<AuditExportProgress> All { get; } = [];

        public void Report(AuditExportProgress value) => All.Add(value);
    }
}
