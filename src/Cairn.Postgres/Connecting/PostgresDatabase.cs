using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// A database and how it is spoken to: each piece of work takes a connection and keeps nothing on it, so that a pooler in transaction mode
/// may stand between. What fails is told in Cairn's words.
/// </summary>
/// <param name="source">Where connections come from.</param>
/// <param name="ownsSource">Whether it is closed with this.</param>
internal sealed class PostgresDatabase(NpgsqlDataSource source, bool ownsSource) : IAsyncDisposable
{
    /// <summary>What a person calls it: neither user nor password.</summary>
    public string Name { get; } = PostgresAddress.NameOf(new(source.ConnectionString));

    /// <summary>What files of this host that belong to it are called.</summary>
    public string FileName { get; } = PostgresAddress.FileNameOf(new(source.ConnectionString));

    public NpgsqlDataSource Source => source;

    /// <summary>Does the work on a connection of its own. A transaction that it leaves open is rolled back.</summary>
    /// <exception cref="CairnStoreException">The server or the way to it failed.</exception>
    public Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) => ExplainAsync(
        async () =>
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await work(connection).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Does work on a connection of the caller's.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<T> ExplainAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw PostgresErrors.Explain(Name, new TimeoutException(e.Message, e)); // Nobody asked for it: the driver's own limit.
        }
        catch (Exception e) when (PostgresErrors.IsOurs(e))
        {
            throw PostgresErrors.Explain(Name, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (ownsSource)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresErrors.IsOurs(e))
        {
            throw PostgresErrors.NotReached(Name, e);
        }
    }
}
