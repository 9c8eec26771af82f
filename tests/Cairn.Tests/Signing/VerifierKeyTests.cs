using Cairn.Contracts;
using Cairn.Stores;

namespace Cairn.Tests.Signing;

public sealed class VerifierKeyTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SharedStore shared = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_key_is_in_the_store_from_the_first_checkpoint_on()
    {
        using var host = SigningHost.First(folder.File("key"));
        await shared.AppendAsync(5);
        await host.SignAsync(shared.Store, shared.Log);
        await shared.AppendAsync(3);
        await host.SignAsync(shared.Store, shared.Log);
        var key = Assert.Single(await shared.Store.ReadVerifierKeysAsync(shared.Log, Cancel));
        Assert.Equal(0, key.FromSize);
        var note = await shared.Store.ReadCheckpointAsync(shared.Log, Cancel);
        Assert.Equal(8, Merkle.Checkpoint.Open(note!, Merkle.NoteVerifier.Parse(key.Key)).Head.Size); // It was published.
    }

    [Fact]
    public async Task The_key_is_there_before_a_checkpoint_is()
    {
        using var host = SigningHost.First(folder.File("key"));
        await shared.AppendAsync(5);
        shared.Store.Rows.Turns.Add(shared.Log.Key); // Another host's turn.
        Assert.False((await host.SignAsync(shared.Store, shared.Log)).IsSigned);
        Assert.Null(await shared.Store.ReadCheckpointAsync(shared.Log, Cancel));
        Assert.Single(await shared.Store.ReadVerifierKeysAsync(shared.Log, Cancel));
    }

    [Fact]
    public async Task Hosts_with_the_same_key_write_it_once_and_an_empty_log_has_none()
    {
        using var one = SigningHost.First(folder.File("key"));
        using var other = one.Copy(folder.File("copy"));
        await one.SignAsync(shared.Store, shared.Log);
        Assert.Empty(await shared.Store.ReadVerifierKeysAsync(shared.Log, Cancel));
        await shared.AppendAsync(2);
        await one.SignAsync(shared.Store, shared.Log);
        await shared.AppendAsync(2);
        await other.SignAsync(shared.Store, shared.Log);
        Assert.Equal(0, Assert.Single(await shared.Store.ReadVerifierKeysAsync(shared.Log, Cancel)).FromSize);
    }
}
