using Cairn.Primitives;
using Cairn.Recording;
using Cairn.Signing;
using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn.Hosting;

/// <summary>
/// Connects a log to its store and opens its signer. Where a host starts without them, it tries again in the background until both are
/// there: events wait in the spool, and log and health say why.
/// </summary>
internal sealed partial class StoreConnection : IHostSigner, IAsyncDisposable
{
    /// <summary>How long a start waits for a store that does not answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // How long a store may take to let go of an attempt that was cancelled.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // Reasons that were told. An outage has a few.
    private const int MostReasons = 10;

    private readonly ILogStore store;
    private readonly SignerOpening opening;
    private readonly string? keyFile;
    private readonly GuardWatch guards;
    private readonly TimeProvider clock;
    private readonly Backoff backoff;
    private readonly ILogger logger;
    private readonly DateTimeOffset begun;
    private readonly HashSet<string> told = new(StringComparer.Ordinal); // Its own lock.
    private int attempts; // Touched only by the loop.
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task run = Task.CompletedTask;
    private volatile Exception? problem; // Written under the lock of what was told.

    /// <param name="store">The store; a <see cref="LateStore"/> is connected, any other is open.</param>
    /// <param name="files">Where its key is, when the options name no other.</param>
    /// <param name="options">The host's.</param>
    /// <param name="guards">Looked at as soon as the store is there.</param>
    /// <param name="logger">Is told.</param>
    public StoreConnection(ILogStore store, LogFiles files, CairnOptions options, GuardWatch guards, ILogger logger)
    {
        (this.store, keyFile, this.guards, clock, this.logger) = (store, options.KeyFile, guards, options.Clock, logger);
        (opening, backoff, begun) = (new(store, files.Key, options.SignerMemoryFolder), new(options.Random), clock.GetUtcNow());
        Signs = (options.KeyFile ?? files.Key) is not null;
        KeyLiesBesideStore = files.Key is { } beside && FolderOf(options.KeyFile ?? beside) == FolderOf(beside);
        problem = new CairnStoreException($"{store.Name} is being connected.");
    }

    /// <summary>Whether this host has a key, or makes one.</summary>
    public bool Signs { get; }

    public CheckpointSigner? Signer { get; private set; }

    /// <summary>Whether who can write the store can probably write its key too, and so sign what they altered.</summary>
    public bool KeyLiesBesideStore { get; }

    /// <summary>Why there is no connection yet; <see langword="null"/>: there is one.</summary>
    public HealthTrouble? Trouble =>
        problem is { } why ? new("", clock.GetUtcNow() - begun, why is CairnSigningException, why.Message) : null;

    public void ThrowUnlessConnected()
    {
        switch (problem)
        {
            case null:
                return;
            case CairnSigningException e:
                throw new CairnSigningException(e.Refusal, e.Message);
            case var e:
                throw new CairnStoreException(e.Message, e) { NothingWritten = true, NeedsMending = LaneFailure.NeedsMending(e) };
        }
    }

    /// <summary>Connects now, or throws.</summary>
    /// <exception cref="CairnStoreException">The store cannot be used.</exception>
    /// <exception cref="CairnSigningException">The signer cannot be opened.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (store is LateStore late)
        {
            await late.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }

        Signer = await opening.OpenAsync(keyFile).ConfigureAwait(false);
        if (Signer is null)
        {
            DoesNotSign(store.Name);
        }

        await guards.LookAsync(cancellationToken).ConfigureAwait(false);
        if (guards.Flaws is [var first, ..] and var flaws)
        {
            // Recording goes on: a log with a gap in its guards is better than none.
            NotImmutable(store.Name, first.Member, first.Words, flaws.Count > 1 ? $" (and {flaws.Count - 1} more such)" : "");
        }

        lock (told)
        {
            problem = null;
        }
    }

    /// <summary>Connects now where that can be done, else in the background.</summary>
    public async Task BeginAsync()
    {
        using (ExecutionContext.SuppressFlow())
        {
            run = Task.Run(RunAsync); // Not as a part of whatever opened the log.
        }

        if (await Task.WhenAny(tried.Task, Task.Delay(Patience, clock)).ConfigureAwait(false) != tried.Task)
        {
            Tell(new CairnStoreException($"{store.Name} does not answer."));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(run, Task.Delay(Grace, clock)).ConfigureAwait(false);
        Signer?.Key.Dispose();
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";

    private async Task RunAsync()
    {
        try
        {
            for (var failures = 1; !await TryConnectAsync().ConfigureAwait(false); failures++)
            {
                tried.TrySetResult();
                await Task.Delay(backoff.After(failures), clock, stopping.Token).ConfigureAwait(false);
            }

            tried.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // Disposal.
        }
    }

    private async Task<bool> TryConnectAsync()
    {
        try
        {
            await ConnectAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            attempts++;
            Tell(e); // Whatever it is: the application goes on.
            return false;
        }

        if (told.Count > 0)
        {
            IsConnected(store.Name, attempts);
        }

        return true;
    }

    // Each reason once: an outage lasts, and what it is changes now and then.
    private void Tell(Exception why)
    {
        lock (told)
        {
            if (problem is null)
            {
                return; // Connected meanwhile.
            }

            problem = why;
            if (told.Count < MostReasons && told.Add(why.Message))
            {
                WithoutStore(store.Name, why.Message);
            }
        }
    }

    [LoggerMessage(
        22,
        LogLevel.Warning,
        "{Store} cannot be used now. The application goes on, audit events wait in the spool, and it is tried again: {Reason}")]
    private partial void WithoutStore(string store, string reason);

    [LoggerMessage(
        23, LogLevel.Information, "{Store} is connected, after {Attempts} attempts that failed: what waited in the spool is committed")]
    private partial void IsConnected(string store, int attempts);

    [LoggerMessage(30, LogLevel.Warning, "{Store}: the log is not immutable, {Member} {Words}{More}: run cairn doctor")]
    private partial void NotImmutable(string store, string member, string words, string more);

    [LoggerMessage(
        21,
        LogLevel.Information,
        "This host has no signing key: it appends to {Store}, and a host with the key (CairnOptions.KeyFile) signs")]
    private partial void DoesNotSign(string store);
}
