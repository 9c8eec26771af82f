using System.Globalization;
using System.Net;

namespace Cairn.Bench;

/// <summary>Believable events of about 500 bytes as JSON, many of each, seeded.</summary>
internal sealed class Samples(int seed)
{
    private static readonly IPAddress[] Addresses = [.. Enumerable.Range(1, 200).Select(i => IPAddress.Parse($"192.0.2.{i}"))];
    private readonly Random random = new(seed);
    private readonly AuditAction[] actions = [.. StandardActions.All];

    public AuditEvent Next(int i)
    {
        var user = random.Next(2_000);
        return actions[random.Next(actions.Length)]
            .On("user", Text($"u{random.Next(5_000)}"), "Example Member")
            .By(new AuditActor("user", Text($"u{user}"))
            {
                Name = Text($"Example User {user}"),
                Email = Text($"user{user}@example.com"),
                Role = "operator"
            })
            .Because(Text($"ticket {i} of the weekly review"))
            .Change("role", "user", "operator")
            .From(new AuditContext
            {
                Source = "backoffice",
                IpAddress = Addresses[random.Next(Addresses.Length)],
                UserAgent = "Mozilla/5.0 (X11; Linux x86_64)",
                RequestId = Text($"req-{i}"),
                TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
            });
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
