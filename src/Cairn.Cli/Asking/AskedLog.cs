using Cairn.Entries;

namespace Cairn.Cli;

/// <summary>A log that is asked: in a store, or through a server.</summary>
internal sealed class AskedLog : IAsyncDisposable
{
    private readonly OpenLog? open;
    private readonly ServerConnection? server;

    private AskedLog(IAuditReader reader, string name, LogIdentity log, OpenLog? open, ServerConnection? server) =>
        (Reader, Name, Log, this.open, this.server) = (reader, name, log, open, server);

    public IAuditReader Reader { get; }

    /// <summary>What a person calls the store or the server.</summary>
    public string Name { get; }

    /// <summary>The log; of a server's only the tenant is known before an entry came.</summary>
    public LogIdentity Log { get; }

    public bool IsServer => server is not null;

    public static AskedLog Of(OpenLog open) => new(open.Reader, open.Store.Name, open.Log, open, null);

    public static AskedLog Of(ServerConnection server) =>
        new(new ServerReader(server), server.Name, new(server.Tenant, 1, "", "") { Secret = [] }, null, server);

    /// <summary>The id of the log that this one goes on from; <see langword="null"/>: there is none, or a server keeps it to itself.</summary>
    public async Task<string?> OlderAsync(CancellationToken cancellationToken) =>
        open is null ? null : (await OlderLog.OfAsync(open, cancellationToken).ConfigureAwait(false))?.LogId;

    public async ValueTask DisposeAsync()
    {
        server?.Dispose();
        if (open is not null)
        {
            await open.DisposeAsync().ConfigureAwait(false);
        }
    }
}
