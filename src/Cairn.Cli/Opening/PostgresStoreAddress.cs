using Cairn.Postgres;
using Cairn.Stores;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cairn.Cli;

/// <summary>A PostgreSQL database. Its password comes from the URL, PGPASSWORD or PGPASSFILE, and is shown nowhere.</summary>
internal sealed record PostgresStoreAddress : StoreAddress
{
    private readonly string url;
    private readonly NpgsqlConnectionStringBuilder connection;
    private readonly string dataFolder;

    /// <param name="url">The URL.</param>
    /// <param name="dataFolder">
    /// Where a person's programs keep what is theirs; empty where there is no such place: then the current folder has the key.
    /// </param>
    /// <exception cref="CairnStoreException">It is no such URL.</exception>
    public PostgresStoreAddress(string url, string dataFolder) =>
        (this.url, connection, this.dataFolder) = (url, PostgresAddress.Parse(url), dataFolder);

    /// <summary>One file for each database, as it is named: under another name of the same host it is not found.</summary>
    public override string KeyFile => Path.GetFullPath(Path.Combine(dataFolder, "cairn", $"{PostgresAddress.FileNameOf(connection)}.key"));

    /// <summary>Where an application of this user, on this host, has its spool by default.</summary>
    public override string SpoolFolder => Path.ChangeExtension(KeyFile, ".spool");

    public override bool IsShared => true;

    public static bool Is(string text) => PostgresUrl.IsUrl(text);

    /// <summary>The database, before anything is known of its schema.</summary>
    public PostgresDatabase Database() => CairnPostgres.Database(url);

    public override async Task<ILogStore> OpenForReadingAsync(CancellationToken cancellationToken)
    {
        var database = Database();
        try
        {
            return await PostgresStore.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override Task<ILogStore> OpenForRecoveryAsync(CancellationToken cancellationToken) => OpenForReadingAsync(cancellationToken);

    public override async Task<CairnLog> OpenForRecordingAsync(
        string keyFile,
        ILogger logger,
        CliIo io,
        CancellationToken cancellationToken)
    {
        var store = await OpenForReadingAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (store is PostgresStore { MayAppend: false })
            {
                throw new CliException($"{store.Name} does not let this login record: GRANT it cairn_writer, or use a login that has it.");
            }

            var key = new SharedKey(store, new(null, SpoolFolder), keyFile, isDefault: keyFile == KeyFile);
            return await key.OpenAsync(logger, io, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken cancellationToken)
    {
        var database = Database();
        await using (database.ConfigureAwait(false))
        {
            return await new PostgresDoctor(database, TimeProvider.System).ExamineAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Neither user nor password.
    public override string ToString() => PostgresAddress.NameOf(connection);
}
