using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Reading;
using Cairn.Recording;
using Cairn.Stores;

namespace Cairn.Tests.Reading;

/// <summary>Every id and word is found by its own spelling, whatever the leaf has for it.</summary>
public sealed class LeafSpellingTests : IAsyncDisposable
{
    private readonly MemoryStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("u1")]
    [InlineData("CORP\\jdoe")]
    [InlineData("jörg")]
    [InlineData(" u1")]
    [InlineData("^AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("~x")]
    [InlineData("+15550100")]
    [InlineData("bo@example.com")]
    [InlineData("I\u0307i\u0131")]
    public async Task An_id_is_found_by_its_spelling(string id) => await FoundAsync("member of the board", id);

    [Fact]
    public async Task A_long_id_is_found_by_its_whole() => await FoundAsync("user", new string('i', 5_000));

    [Theory]
    [InlineData("Facility Admin")]
    [InlineData("admin")]
    [InlineData("bo@example.com")]
    [InlineData("100%")]
    public async Task A_role_is_found_by_its_spelling(string role)
    {
        var (log, leaf) = await AppendAsync(new("user", "u1") { Role = role });
        Assert.Contains(leaf.Role, new LeafSpelling(store, log).Tokens("role", role));
    }

    private async Task FoundAsync(string type, string id)
    {
        var (log, leaf) = await AppendAsync(new(type, id));
        Assert.Contains(leaf.Actor, await new LeafSpelling(store, log).PartiesAsync(type, id, Cancel));
        Assert.DoesNotContain(leaf.Actor, await new LeafSpelling(store, log).PartiesAsync(type, id + "x", Cancel));
    }

    private async Task<(LogIdentity Log, Leaf Leaf)> AppendAsync(AuditActor actor)
    {
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var e = new EventIntake(ActionCatalog.Standard).Take(new AuditEvent { Action = "door.opened", Id = Some.Id(1), Actor = actor });
        var batch = await new BatchSealer(
            store, PersonRules.Default, Some.Fill(), new FixedClock()).SealAsync(new(log, [new DirectEvent(e)], null), Cancel);
        await store.AppendAsync(log, batch.Entries!, batch.People, Cancel); // Sealed.
        return (log, batch.Entries![0].Leaf); // Sealed.
    }
}
