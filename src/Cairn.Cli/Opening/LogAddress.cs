using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary>The log a command works on, as it was asked for.</summary>
/// <param name="Store">Where it is.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="LogId">One log by id; <see langword="null"/>: the tenant's newest.</param>
/// <param name="KeyFile">The signing key.</param>
internal sealed record LogAddress(StoreAddress Store, string Tenant, string? LogId, string KeyFile)
{
    /// <summary>In which language its entries are told; empty: in the application's first.</summary>
    public string Culture { get; init; } = "";

    /// <summary>Whether the key signs for this store alone.</summary>
    public bool IsKeyOfStore => Store.IsShared || KeyFile == Store.KeyFile;

    /// <summary>Opens the store for reading and finds the log.</summary>
    /// <exception cref="CliException">There is no such log.</exception>
    public async Task<OpenLog> OpenAsync(CancellationToken cancellationToken)
    {
        var store = await Store.OpenForReadingAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new(store, await FindAsync(store, cancellationToken).ConfigureAwait(false), Culture);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="CliException">There is no such log.</exception>
    public async Task<LogIdentity> FindAsync(ILogStore store, CancellationToken cancellationToken)
    {
        var found = LogId is null
            ? await store.FindLogAsync(Tenant, cancellationToken).ConfigureAwait(false)
            : await store.FindLogByIdAsync(LogId, cancellationToken).ConfigureAwait(false);
        return found ?? throw new CliException(LogId is null
            ? $"{store.Name} has no log of tenant "
                + $"{Tenant}{Seen(store)}{Others(await store.ListLogsAsync(cancellationToken).ConfigureAwait(false))}."
            : $"{store.Name} has no log {LogId}{Seen(store)}.");
    }

    private static string Seen(ILogStore store) =>
        LoginView.IsPartial(store) ? " that this login may read: it sees what its rows in cairn.access of level admin or member let it"
            : "";

    private static string Others(IReadOnlyList<LogIdentity> logs)
    {
        var tenants = logs.Select(l => l.Tenant).Distinct().Order(StringComparer.Ordinal).Take(4).ToList();
        return tenants.Count == 0 ? "" : $"; it has {string.Join(", ", tenants.Take(3))}{(tenants.Count > 3 ? ", …" : "")}";
    }
}
