using System.Globalization;

namespace Cairn.Contracts;

/// <summary>Events of one size that were made to cost as much as they can: long names, deep, wide, marked, masked.</summary>
internal static class HostileEvents
{
    private static AuditEvent Bare { get; } = new() { Action = "record.viewed" };

    /// <summary>How each is made of a size in bytes.</summary>
    public static IReadOnlyDictionary<string, Func<int, AuditEvent>> All { get; } = new Dictionary<string, Func<int, AuditEvent>>
    {
        ["a long name over numbers"] = size => Bare.With(new string('n', size * 3 / 5), Array("1", size * 2 / 5)),
        ["a long name over secrets"] = size => Bare.With(new string('n', size * 3 / 5), Array("""{"pin":1}""", size * 2 / 5)),
        ["a long name over halves of pairs"] = size => Bare.With(new string('n', size * 3 / 5), Array("\"\uD800\"", size * 2 / 5)),
        ["an array with a personal path"] = size => Personal(Bare.With("a", Array("1", size)), "/metadata/a/7"),
        ["an array of objects with personal paths"] =
            size => Personal(Bare.With("a", Array("""{"b":[1]}""", size)), "/metadata/a/7/b/0", "/metadata/a/99"),
        ["personal paths beside marks"] = size => Personal(
            Bare.With("a", Array("\"\uD800\"", size)),
            [.. Enumerable.Range(0, 64).Select(i => string.Create(CultureInfo.InvariantCulture, $"/metadata/a/{i}"))]),
        ["as many personal parts as fit"] = size => Bare.With("a", Array("1", size / 4)) with
        {
            Personal =
            [
                .. Enumerable.Range(0, size / 80).Select(i => new PersonalData(
                    string.Create(CultureInfo.InvariantCulture, $"/metadata/a/{i}"),
                    new("user", i.ToString(CultureInfo.InvariantCulture)))),
            ],
        },
        ["members of one name"] = size => Bare.With("a", Object("\"a\":1", size)),
        ["members of one reserved name"] = size => Bare.With("a", Object("\"_sd\":1", size)),
        ["metadata of one name"] = size => Many(size / 8, i => "a"),
        ["metadata of many names"] = size => Many(size / 12, i => i.ToString(CultureInfo.InvariantCulture)),
        ["long names that begin alike"] =
            size => Bare.With("a", Objects(size / 200, i => $"\"{new string('n', 190)}{i}\":1")),
        ["names that are secrets"] = size => Bare.With("a", Object("\"password=hunter2\":1", size)),
        ["members called password"] = size => Bare.With("a", Array("""{"password":1}""", size)),
        ["pairs of key and value"] = size => Bare.With("a", Array("""{"key":"pin","value":"1"}""", size)),
        ["pairs of value and key"] = size => Bare.With("a", Array("""{"value":"1","key":"pin"}""", size)),
        ["nested pairs"] = size => Bare.With("a", Array(Nested("{\"key\":\"pin\",\"value\":", "1", "}", 55), size)),
        ["nested objects"] = size => Bare.With("a", Array(Nested("{\"a\":1,\"b\":", "1", "}", 55), size)),
        ["nested lists of pairs"] = size => Bare.With("a", Array(Nested("[\"pin\",", "1", "]", 55), size)),
        ["too deep"] = size => Bare.With("a", AuditValue.Trusted(Nested("[", "1", "]", size / 2))),
        ["JSON in strings"] = size => Bare.With("a", Array("\"{\\\"pin\\\":1}\"", size)),
        ["JSON in strings in JSON in strings"] = size => Bare.With("a", Wrapped(size)),
        ["escapes"] = size => Bare.With("a", Array("\"\\u0070\\u0069\\u006e=1\"", size)),
        ["backslashes"] = size => Bare.With("a", new string('\\', size / 2)),
        ["control characters"] = size => Bare.With("a", new string('\u0001', size / 6)),
        ["halves of pairs"] = size => Bare with { Reason = new string('\uD800', size / 6) },
        ["changes with a long path"] = size => Changes(size / 1_100, i => new($"/{new string('p', 1_000)}{i}/pin", 1, 2)),
        ["many changes"] = size => Changes(size / 40, i => new($"/{i}", 1, 2)),
        ["many targets"] = size => Targets(size / 40, i => new("user", $"u{i}", "n")),
        ["many targets of one name"] = size => Targets(size / 40, i => new("user", "u", "n")),
        ["words of commands"] = size => Bare with { Reason = Repeat("mysql -p ", size) },
        ["options"] = size => Bare with { Reason = Repeat("curl -u --password ", size) },
        ["statements"] = size => Bare with { Reason = Repeat("IDENTIFIED BY 'x' PASSWORD ", size) },
        ["quotes"] = size => Bare with { Reason = Repeat("password ('", size) },
        ["arguments"] = size => Bare.With("a", Array("\"--password\"", size)),
        ["base64 of keys"] = size => Bare with { Reason = Repeat("MIIE", size) },
        ["base64 of keys in lines"] = size => Bare with { Reason = Repeat("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n", size) },
        ["assertions"] = size => Bare with { Reason = Repeat("<saml:Assertion ", size) },
        ["cards"] = size => Bare with { Reason = Repeat("4111.1111.1111.1111 12/27 ", size) },
        ["links"] = size => Bare with { Reason = Repeat("https://h/reset/a1b2c3d4e5f6a7b8?code=123456&", size) },
        ["dots"] = size => Bare with { Reason = Repeat("a.b.", size) },
        ["tildes"] = size => Bare with { Reason = Repeat("Q~", size) },
    };

    /// <summary>The plainest of a size: one text.</summary>
    public static AuditEvent Plain(int size) => Bare.With("a", Repeat("the quick brown fox jumps over the lazy dog, ", size));

    private static AuditEvent Personal(AuditEvent e, params IEnumerable<string> paths) =>
        e with { Personal = [.. paths.Select((path, i) => new PersonalData(path, new("user", $"u{i}")))] };

    private static AuditEvent Many(int count, Func<int, string> name) =>
        Bare with { Metadata = [.. Enumerable.Range(0, count).Select(i => KeyValuePair.Create(name(i), (AuditValue)1))] };

    private static AuditEvent Changes(int count, Func<int, AuditChange> change) =>
        Bare with { Changes = [.. Enumerable.Range(0, count).Select(change)] };

    private static AuditEvent Targets(int count, Func<int, AuditTarget> target) =>
        Bare with { Targets = [.. Enumerable.Range(0, count).Select(target)] };

    private static AuditValue Array(string item, int size) =>
        AuditValue.Trusted($"[{string.Join(',', Enumerable.Repeat(item, size / (item.Length + 1)))}]");

    private static AuditValue Object(string member, int size) =>
        AuditValue.Trusted($"{{{string.Join(',', Enumerable.Repeat(member, size / (member.Length + 1)))}}}");

    private static AuditValue Objects(int count, Func<int, string> member) =>
        AuditValue.Trusted($"{{{string.Join(',', Enumerable.Range(0, count).Select(member))}}}");

    private static string Nested(string open, string inner, string close, int depth) => Repeat(open, open.Length * depth) + inner
        + Repeat(close, close.Length * depth);

    private static AuditValue Wrapped(int size)
    {
        var json = Array("""{"pin":1}""", size / 20).Json;
        for (var level = 0; level < 3; level++)
        {
            json = $"[{((AuditValue)json).Json}]";
        }

        return AuditValue.Trusted(json);
    }

    private static string Repeat(string text, int size) => string.Concat(Enumerable.Repeat(text, size / text.Length));
}
