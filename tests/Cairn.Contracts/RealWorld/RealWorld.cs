using System.Text;
using System.Text.Json;
using Cairn.Intake;

namespace Cairn.Contracts;

/// <summary>
/// What ordinary applications have: directory names, cloud ids, paths of three systems, ids that look like addresses, names in
/// many scripts, headers, stack traces, tool output, broken UTF-8, giant values. All invented. None may be refused, and none
/// changed but where a mark says so.
/// </summary>
internal static class RealWorld
{
    private const int Mebibyte = 1024 * 1024;

    /// <summary>All of them, in one order.</summary>
    public static IReadOnlyList<RealWorldEvent> Events { get; } = [.. Lines(), .. Bytes(), .. Giants()];

    // One a line: {"name":"…","event":{…}}
    private static IEnumerable<RealWorldEvent> Lines()
    {
        using var file = new StreamReader(typeof(RealWorld).Assembly.GetManifestResourceStream("real-world.jsonl")!); // Embedded.
        while (file.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line, new() { MaxDepth = 1000 });
            // Each has a name.
            yield return new(
                json.RootElement.GetProperty("name").GetString()!,
                Encoding.UTF8.GetBytes(json.RootElement.GetProperty("event").GetRawText()));
        }
    }

    // Latin-1 stands for bytes here: ü is the one byte FC.
    private static IEnumerable<RealWorldEvent> Bytes()
    {
        foreach (var (name, latin) in new Dictionary<string, string>
        {
            ["a path in Latin-1"] = """{"action":"record.viewed","targets":[{"type":"file","id":"/home/müller/Ärger.txt"}]}""",
            ["a header in Latin-1"] = """{"action":"record.viewed","context":{"user_agent":"Böse/1.0","ip":"192.0.2.7"}}""",
            ["an id in Latin-1"] = """{"action":"record.viewed","actor":{"type":"user","id":"jörg","name":"Jörg"}}""",
            ["names of members in Latin-1"] = """{"action":"record.viewed","metadata":{"größe":1,"gr\u00f6ße":2}}""",
            ["a character that was cut"] = "{\"action\":\"record.viewed\",\"reason\":\"cut \u00E2\u0082\"}",
            ["an overlong slash"] =
                "{\"action\":\"record.viewed\",\"targets\":[{\"type\":\"file\",\"id\":\"..\u00C0\u00AF..\u00C0\u00AFetc\"}]}",
            ["half a pair as bytes"] = "{\"action\":\"record.viewed\",\"reason\":\"\u00ED\u00A0\u0080\"}",
            ["beyond Unicode"] = "{\"action\":\"record.viewed\",\"reason\":\"\u00F4\u0090\u0080\u0080 \u00FF\u00FE\"}",
            ["an image in a value"] = "{\"action\":\"record.viewed\",\"metadata\":{\"preview\":\"\u0089PNG"
                + new string('\u00FF', 500)
                + "\"}}",
        })
        {
            yield return new(name, Encoding.Latin1.GetBytes(latin));
        }
    }

    private static IEnumerable<RealWorldEvent> Giants()
    {
        var event1 = new AuditEvent { Action = "record.viewed" };
        yield return Of("a reason that is too long", event1.Because(Repeat("ä word ", 300_000)));
        yield return Of(
            "an id of a mebibyte", event1.By(new("user", Repeat("0123456789", Mebibyte))).On("file", Repeat("/läng", Mebibyte)));
        yield return Of("a name of a mebibyte", event1.By(
            AuditActor.User("u1", Repeat("Jörg ", Mebibyte)) with { Email = Repeat("jane@", 300_000), Phone = Repeat("+49", 300_000) }));
        yield return Of(
            "a type and a role of many letters", event1.By(new(Repeat("Example.", 5_000), "u1") { Role = Repeat("rôle ", 5_000) }));
        yield return Of("tool output of three mebibytes", event1.With("stdout", Repeat("line of output ✓\n", 3 * Mebibyte)));
        yield return Of(
            "a document of five mebibytes",
            event1.With("document", AuditValue.Trusted($"[{Repeat("{\"id\":1,\"name\":\"Jörg\"},", 5 * Mebibyte)}0]")));
        yield return Of("rows before and after", event1.ChangeWhole(
            AuditValue.Trusted($"[{Repeat("\"before\",", Mebibyte)}1]"), AuditValue.Trusted($"[{Repeat("\"after\",", Mebibyte)}1]")));
        yield return Of(
            "very many small members",
            event1 with { Metadata = [.. Enumerable.Range(0, 150_000).Select(i => KeyValuePair.Create($"member {i}", (AuditValue)i))] });
        yield return Of(
            "very many targets",
            event1 with { Targets = [.. Enumerable.Range(0, 30_000).Select(i => new AuditTarget("file", $"/srv/ä/{i}", $"File {i}"))] });
        yield return Of(
            "very many changes",
            event1 with { Changes = [.. Enumerable.Range(0, 60_000).Select(i => new AuditChange($"/rows/{i}", i, i + 1))] });
        yield return Of("the name of a member of many letters", event1.With(Repeat("näme", 5_000), 1)
            .With("o", AuditValue.Trusted($"{{\"{Repeat("x", 5_000)}\":1,\"{Repeat("x", 5_001)}\":2}}")));
        yield return Of("a path of a change of many letters", event1 with { Changes = [new(Repeat("/a~1", 400_000), 1, 2)] });
        yield return Of("a hundred parts of personal", event1 with
        {
            Metadata = [.. Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"m{i}", (AuditValue)"x"))],
            Personal = [.. Enumerable.Range(0, 100).Select(i => new PersonalData($"/metadata/m{i}", new("user", $"u {i}")))],
        });
        yield return new("JSON half a million levels deep", Encoding.UTF8.GetBytes(
            $"{{\"action\":\"record.viewed\",\"metadata\":{{\"a\":{Repeat("[", 500_000)}{Repeat("]", 500_000)}}}}}"));
    }

    private static RealWorldEvent Of(string name, AuditEvent auditEvent) => new(name, EventJson.Write(auditEvent));

    private static string Repeat(string text, int length) => string.Concat(Enumerable.Repeat(text, length / text.Length));
}
