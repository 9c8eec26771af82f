using System.Text.Json;
using Cairn.Contracts;
using Cairn.Intake;
using Cairn.Tests.Shaping;

namespace Cairn.Tests.Redaction;

/// <summary>The corpus: events as programs send them. <c>${github}</c> in a file stands for a fake of that kind.</summary>
public sealed class CorpusTests
{
    private static readonly string Folder = Path.Combine(Repository.Root(), "tests", "Cairn.Tests", "Redaction", "corpus");

    public static TheoryData<string> All =>
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [Trait("Requirement", "CHATBOT-11")]
    [MemberData(nameof(All))]
    public void Secrets_are_gone_and_the_rest_is_there(string name)
    {
        using var file = JsonDocument.Parse(Filled(File.ReadAllText(Path.Combine(Folder, name + ".json"))));
        var e = EventJson.Parse(EventBytes(file.RootElement));

        var json = Shape.Json(Shape.Masked(e));

        foreach (var secret in Texts(file.RootElement, "secrets"))
        {
            Assert.Contains(secret, Redacted.Json(e), StringComparison.Ordinal); // Else the file tests nothing.
            Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
        }

        Assert.All(Texts(file.RootElement, "survives"), text => Assert.Contains(text, json, StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_a_corpus() => Assert.True(All.Count >= 10, $"{All.Count} files in {Folder}");

    private static byte[] EventBytes(JsonElement file) => System.Text.Encoding.UTF8.GetBytes(file.GetProperty("event").GetRawText());

    // An array of strings.
    private static IEnumerable<string> Texts(JsonElement file, string name) =>
        file.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);

    private static string Filled(string json) => Fake.Shapes.Concat(Fake.TextShapes).Aggregate(
        json, (text, fake) => text.Replace($"${{{fake.Key}}}", JsonEncodedText.Encode(fake.Value.Secret).Value, StringComparison.Ordinal));
}
