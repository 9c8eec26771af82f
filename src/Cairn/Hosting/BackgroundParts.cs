namespace Cairn.Hosting;

/// <summary>
/// What runs beside the application while a log is open, in the order of an event's way into the log. Parts start from the end of that way,
/// and stop from its beginning, so that each one finishes what the part before it still hands over.
/// </summary>
internal sealed class BackgroundParts
{
    private readonly Lock gate = new();
    private readonly List<BackgroundPart> parts = []; // Guarded by the gate.

    /// <summary>Adds a part at the beginning: it hands over to those that are there.</summary>
    public void AddFirst(BackgroundPart part)
    {
        lock (gate)
        {
            parts.Insert(0, part);
        }
    }

    public async Task StartAsync()
    {
        foreach (var part in All().Reverse())
        {
            await part.StartAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Lets every part finish what it has, until the token says to give up, and then closes them.</summary>
    public async Task StopAsync(CancellationToken giveUp)
    {
        var all = All();
        foreach (var part in all)
        {
            await part.FinishAsync(giveUp).ConfigureAwait(false);
        }

        foreach (var part in all)
        {
            await part.DisposeAsync().ConfigureAwait(false);
        }
    }

    private BackgroundPart[] All()
    {
        lock (gate)
        {
            return [.. parts];
        }
    }
}

/// <summary>One part, with what is done to it at the start and at the end of a log.</summary>
internal sealed record BackgroundPart
{
    /// <summary>Begins its work.</summary>
    public Func<Task> StartAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>Finishes what it has; nothing new comes to it any more.</summary>
    public Func<CancellationToken, Task> FinishAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>Closes it; what it has not finished is left for the next start.</summary>
    public required Func<ValueTask> DisposeAsync { get; init; }
}
