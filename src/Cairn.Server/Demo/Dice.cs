using System.Globalization;
using System.Net;

namespace Cairn.Server.Demo;

/// <summary>Chance that repeats itself: the same seed gives the same history.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    public int Between(int least, int most) => random.Next(least, most + 1);

    public bool Chance(int percent) => random.Next(100) < percent;

    public T Of<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public T OneOf<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>One of the choices, each as often as its weight says.</summary>
    public T Weighted<T>(IReadOnlyList<T> choices, Func<T, int> weight)
    {
        var left = random.Next(choices.Sum(weight));
        return choices.First(c => (left -= weight(c)) < 0);
    }

    public TimeSpan Seconds(int least, int most) => TimeSpan.FromMilliseconds(random.Next(least * 1000, most * 1000));

    public string Hex(int digits) =>
        string.Concat(Enumerable.Range(0, digits).Select(_ => random.Next(16).ToString("x", CultureInfo.InvariantCulture)));

    /// <summary>An address of those that RFC 5737 and RFC 3849 keep for documentation.</summary>
    public IPAddress Address() => IPAddress.Parse(random.Next(5) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"2001:db8::{random.Next(1, 0xFFFF):x}"),
        1 or 2 => string.Create(CultureInfo.InvariantCulture, $"198.51.100.{random.Next(1, 255)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"192.0.2.{random.Next(1, 255)}"),
    });

    /// <summary>Where a request to this application came from.</summary>
    public AuditContext Request(string source) => new()
    {
        Source = source,
        IpAddress = Address(),
        UserAgent = Of(Browsers),
        RequestId = "req-" + Hex(8),
        TraceId = "1" + Hex(31),
    };

    private static readonly string[] Browsers =
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
        + "Mobile/15E148 Safari/604.1",
    ];
}
