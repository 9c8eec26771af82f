using System.Globalization;
using System.Text.Json;

namespace Cairn.Contracts;

/// <summary>
/// Events as no program should make them, and some that are right: nulls, half surrogates, deep JSON, giant texts, endless lists. The same
/// seed gives the same events.
/// </summary>
internal sealed class ArbitraryEvents(int seed)
{
    private readonly Random random = new(seed);

    public AuditEvent Next() => new()
    {
        Action = Pick(
            "record.viewed", "record.viewed", "user.role_changed", "login", "START", null!, "", "No", "cairn.erased", "a.b\uD800", Text()!),
        Id = Pick<Guid?>(null, Guid.Empty, new Guid(Bytes(16))),
        OccurredAt = Pick<DateTimeOffset?>(
            null,
            DateTimeOffset.MinValue,
            DateTimeOffset.MaxValue,
            DateTimeOffset.UnixEpoch.AddTicks(-1),
            DateTimeOffset.UnixEpoch,
            new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(14))),
        Duration = Pick<TimeSpan?>(
            null, TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.Zero, TimeSpan.FromTicks(random.NextInt64(-1000, long.MaxValue))),
        Category = Text(),
        Description = Text(),
        Reason = Text(),
        Actor = Rarely() ? null! : new(
            Text()!, Text()) { Name = Text(), Email = Text(), Phone = Text(), Role = Text(), OnBehalfOf = Rarely() ? Subject() : null },
        Outcome = Rarely() ? null! : new((AuditResult)(Rarely() ? random.Next(-2, 7) : random.Next(4)), Text(), Text()),
        Context = Rarely() ? null! : new()
        {
            Source = Text(),
            Ip = Text(),
            UserAgent = Text(),
            RequestId = Text(),
            TraceId = Text(),
            SessionId = Text(),
            OperationId = Text()
        },
        Targets = List(() => new AuditTarget(Text()!, Text(), Text())),
        Changes = List(() => new AuditChange(Pick(Path(), Text()!), Value(), Value())),
        Metadata = Rarely()
            ? null!
            : [.. Enumerable.Range(0, Count()).Select(_ => KeyValuePair.Create(Name(), Value() ?? AuditValue.Null))],
        Personal = Rarely()
            ? List(() => new PersonalData(Pick(Path(), "/reason", "/metadata", "/changes/0/after", "/targets/0/name", Text()!), Subject()))
            : [],
    };

    private AuditSubject Subject() => Rarely() ? null! : new(Text()!, Text());

    private IReadOnlyList<T> List<T>(Func<T> make)
        where T : class => Rarely() ? null! : [.. Enumerable.Range(0, Count()).Select(_ => Rarely() ? null! : make())];

    private int Count() => random.Next(40) switch { 0 => random.Next(1_000, 3_000), 1 => random.Next(30, 70), _ => random.Next(4) };

    private string? Text() => random.Next(24) switch
    {
        0 => null,
        1 => "",
        2 => "\0\u0001\u001F\u007F\u0085",
        3 => Surrogates(),
        4 => "ключ\u202E \uFEFF",
        5 => Repeat(Pick("x", "é", "😀", "\0", "~", "\""), random.Next(900, 1_300)),
        6 when random.Next(40) == 0 => Repeat(Pick("x", "é", "😀", "\0", "\uD83D"), random.Next(80_000, 700_000)),
        7 => "password=hunter2 {\"token\":\"abc\"} Bearer abcdefghijklmnop",
        8 => RealWorld.Events[random.Next(400)].Name,
        _ => random.Next(1_000_000).ToString(CultureInfo.InvariantCulture),
    };

    private string Surrogates() => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => (char)random.Next(0xD7F0, 0xE010)));

    private string Name() => random.Next(12) switch
    {
        0 => null!,
        1 => Pick("_sd", "_sd_alg", "...", "_sd#1"),
        2 => "",
        3 => Text()!,
        4 => "ghp_0123456789abcdefghij0123456789abcdef",
        _ => "m" + random.Next(6).ToString(CultureInfo.InvariantCulture),
    };

    private string Path() => "/" + string.Join(
        '/',
        Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick("metadata", "changes", "m1", "m2", "0", "1", "before", "a~1b", "a~", "")));

    private AuditValue? Value() => random.Next(12) switch
    {
        0 => AuditValue.Null,
        1 => AuditValue.Null,
        2 or 3 => AuditValue.From(JsonDocument.Parse(Json(0), new() { MaxDepth = 100_000 }).RootElement),
        4 => AuditValue.From(JsonDocument.Parse(Deep(), new() { MaxDepth = 100_000 }).RootElement),
        5 => random.NextDouble(),
        _ => Text(),
    };

    private string Deep()
    {
        var depth = random.Next(10) == 0 ? random.Next(500, 1_000) : random.Next(25, 40);
        return Repeat("[{\"m\":", depth) + Json(3) + Repeat("}]", depth);
    }

    private string Json(int level) => random.Next(level > 3 ? 4 : 7) switch
    {
        0 => "1e400",
        1 => "\"\\ud800\\u0000\\/\"",
        2 => "null",
        3 => $"\"{random.Next()}\"",
        4 => $"[{string.Join(" , ", Enumerable.Range(0, random.Next(4)).Select(_ => Json(level + 1)))}]",
        _ => $"{{{string.Join(", ", Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{Pick("a", "a", "b", "_sd", "\\udead", "token", "x#2")}\" : {Json(level + 1)}"))}}}",
    };

    private bool Rarely() => random.Next(8) == 0;

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private T Pick<T>(params ReadOnlySpan<T> all) => all[random.Next(all.Length)];

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
