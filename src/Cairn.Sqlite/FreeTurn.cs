namespace Cairn.Sqlite;

/// <summary>The signing turn of a file: always free, the lock beside the key makes the hosts of one machine take turns.</summary>
internal sealed class FreeTurn : IAsyncDisposable
{
    public static ValueTask<IAsyncDisposable?> Taken { get; } = new(new FreeTurn());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
