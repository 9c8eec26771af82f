using System.Text.Json;

namespace Cairn.Tests.Redaction;

/// <summary>Random JSON that holds a secret under names that say so, in each of the ways one is written.</summary>
internal static class Nested
{
    private static readonly string[] Names = ["password", "clientSecret", "X-Api-Key", "access_token", "pin", "Authorization", "content"];
    private static readonly string[] Keys = ["password", "client_secret", "x-api-key", "access_token", "PWD"];

    public static AuditValue Value(Random random, string secret) =>
        AuditValue.From(JsonDocument.Parse(Json(random, secret, 0)).RootElement);

    /// <summary>Text with the secret in a pair, an address, or JSON.</summary>
    public static string Text(Random random, string secret, int depth) => random.Next(depth > 2 ? 5 : 7) switch
    {
        0 => $"{Filler(random)} {Pick(random, Keys)}={secret} {Filler(random)}",
        1 => $"{Filler(random)} {Pick(random, Keys)}: {secret}\n{Filler(random)}",
        2 => $"https://example.com/?a={random.Next()}&{Encoded(random, Pick(random, Keys))}={secret}&b=1",
        3 => $"amqp://user:{secret}@host/{Filler(random)}",
        4 => $"{{'{Pick(random, Keys)}': '{secret}'}} {Filler(random)}",
        5 => Json(random, secret, depth + 1),
        _ => $"{Filler(random)} {JsonSerializer.Serialize(Json(random, secret, 3))}",
    };

    private static string Json(Random random, string secret, int depth) => random.Next(depth > 3 ? 2 : 5) switch
    {
        0 => $$"""{"{{Escaped(random, Pick(random, Names))}}":{{Quoted(random, secret)}},"after":1}""",
        1 => $$"""{"before":null,"{{Escaped(random, Pick(random, Names))}}":[{"x":{{Quoted(random, secret)}}}]}""",
        2 => $$"""[1,{{Json(random, secret, depth + 1)}},{{JsonSerializer.Serialize(Filler(random))}}]""",
        3 => $$"""{"outer":{{Json(random, secret, depth + 1)}},"é":[]}""",
        _ => $$"""{"text":{{JsonSerializer.Serialize(Text(random, secret, depth))}}}""",
    };

    private static string Quoted(Random random, string secret) => $"\"{Escaped(random, secret)}\"";

    private static string Escaped(Random random, string text) =>
        string.Concat(text.Select(c => random.Next(6) == 0 ? $"\\u{(int)c:x4}" : c.ToString()));

    private static string Encoded(Random random, string text) =>
        string.Concat(text.Select(c => random.Next(4) == 0 ? $"%{(int)c:X2}" : c.ToString()));

    private static string Filler(Random random) =>
        Pick(random, ["", "a: b", "x=1", "the token was", "\"", "(", "[", "é\u2028", "100%", "4111", "C:\\temp", "it's"]);

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
