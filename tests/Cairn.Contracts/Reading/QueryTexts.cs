using System.Net;

namespace Cairn.Contracts;

/// <summary>Queries of every kind over few values, nested in each other; the same for the same seed.</summary>
internal sealed class QueryTexts(Random random)
{
    private static readonly string[] Types = ["user", "door", "phone", "a kind of thing", "system", "service"];
    private static readonly string[] Ids =
        ["u1", "d0", "d1", "ü0", "ü1", "bo1@example.com", "+49170001", "a/b", "x,y", "say \"so\"", "system", "*", "OR", "-u1", " ", "a:b"];
    private static readonly string[] Words =
        ["login", "LOGIN", "auth*", "grüße", "GRU\u0308SSE", "100%", "a_b", "50", "c:\\temp", "\\", "two words", "(paren)", "o\u0308l", "-x", "OR", "zoe\u0308*"];

    public AuditQuery Next(int depth = 0)
    {
        var query = Members();
        return depth > 2 || random.Next(2) == 0 ? query : query with
        {
            AllOf = random.Next(4) == 0 ? [Next(depth + 1)] : [],
            AnyOf = random.Next(3) == 0 ? [Next(depth + 1), Next(depth + 1)] : [],
            NoneOf = random.Next(3) == 0 ? [Next(depth + 1)] : [],
            Order = depth == 0 ? (AuditOrder)random.Next(2) : default,
        };
    }

    private AuditQuery Members()
    {
        var person = random.Next(16);
        return new()
        {
            Actor = Rarely(Subject),
            ActorType = Rarely(() => One(Types)),
            Target = Rarely(Subject),
            TargetType = Rarely(() => One(Types)),
            Person = person == 0 ? new(random.Next(2) == 0 ? "" : One(Types), One(Ids)) : null,
            PersonName = person == 1 ? One(["Zoë Example", "ZOË example", "bo1@example.com", "u1", "nobody", .. Ids]) : null,
            Actions = random.Next(8) == 0 ? [One(["auth.login", "auth.*", "a*", "*", "audit_log.viewed", "audit_log.*", "login", "odd name"])] : [],
            Categories = random.Next(12) == 0 ? [One(["security", "Not A Word", "general"])] : [],
            Outcomes = random.Next(10) == 0 ? [(AuditResult)random.Next(4), AuditResult.Denied] : [],
            Source = Rarely(() => One(["web", "back office", "bo@example.com", ""])),
            RequestId = Rarely(() => One(["r1", "a request"])),
            OperationId = Rarely(() => One(["op 1", "o2"])),
            Address = random.Next(14) == 0 ? IPAddress.Parse(One(["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"])) : null,
            Network = random.Next(14) == 0 ? IPNetwork.Parse(One(["192.0.2.0/24", "192.0.2.0/31", "192.0.0.0/16", "2001:db8::/64", "::/0", "2001:db8::/33"])) : null,
            Words = random.Next(8) == 0 ? [One(Words)] : [],
            OccurredFrom = random.Next(14) == 0 ? Some.Time.AddDays(-random.Next(20)) : null,
            OccurredUntil = random.Next(14) == 0 ? Some.Time.AddDays(-random.Next(20)).AddTicks(random.Next(3)) : null,
            IndexFrom = random.Next(14) == 0 ? random.Next(60) : null,
            IndexUntil = random.Next(14) == 0 ? 20 + random.Next(80) : null,
            RecordedFrom = random.Next(14) == 0 ? Some.Time.AddSeconds(random.Next(60)) : null,
            RecordedUntil = random.Next(14) == 0 ? Some.Time.AddSeconds(30 + random.Next(60)) : null,
        };
    }

    private AuditSubject Subject() => random.Next(4) switch
    {
        0 => new("", One(Ids)),
        1 => new(One(Types)),
        _ => new(One(Types), One(Ids)),
    };

    private T? Rarely<T>(Func<T> make)
        where T : class => random.Next(14) == 0 ? make() : null;

    private T One<T>(T[] of) => of[random.Next(of.Length)];
}
