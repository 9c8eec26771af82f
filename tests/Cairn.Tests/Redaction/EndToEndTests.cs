using System.Text;
using Cairn.Contracts;
using Cairn.Hosting;
using Cairn.Stores;

namespace Cairn.Tests.Redaction;

public sealed class EndToEndTests
{
    [Fact]
    [Trait("Requirement", "CHATBOT-11")]
    public async Task No_secret_reaches_the_store()
    {
        using var folder = new TempFolder();
        var store = new MemoryStore();
        await using (var log = await CairnLog.OpenAsync(store, LogFiles.Beside(folder.File("audit")), new CairnOptions(), null))
        {
            foreach (var (_, secret) in Fake.Shapes.Values)
            {
                log.Record(Event(secret));
                await log.RecordAsync(Event(secret), TestContext.Current.CancellationToken);
            }
        }

        var stored = store.Rows.Logs.SelectMany(log => log.Entries.Values).SelectMany(Bytes).ToList();
        Assert.True(stored.Count > Fake.Shapes.Count * 2, "Nothing was stored.");
        Assert.All(Fake.Shapes.Values.Select(shape => shape.Secret).Append(Fake.Plain).Select(Encoding.UTF8.GetBytes), secret =>
            Assert.DoesNotContain(stored, bytes => bytes.Span.IndexOf(secret) >= 0));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Bytes(StoredEntry entry) =>
        [
            entry.Leaf,
            Encoding.UTF8.GetBytes(string.Join(' ', entry.Targets)),
            Encoding.UTF8.GetBytes(entry.Columns.ToString()),
            .. entry.Disclosures.Select(d => d.Json)
        ];

    private static AuditEvent Event(string secret) => new AuditEvent { Action = "user.signed_in", Reason = $"with {secret}" }
        .On("x", secret.Length > 64 ? "1" : secret)
        .With("password", Fake.Plain)
        .With("body", Fake.Plain)
        .Failed($"password={Fake.Plain}", "401");
}
