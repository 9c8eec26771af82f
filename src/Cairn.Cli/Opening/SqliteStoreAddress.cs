using Cairn.Hosting;
using Cairn.Sqlite;
using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn.Cli;

/// <summary>A SQLite file, its key beside it.</summary>
internal sealed record SqliteStoreAddress(string Path) : StoreAddress
{
    public const string Scheme = "sqlite:";

    public override string KeyFile => CairnSqlite.KeyFileOf(Path);

    public override string SpoolFolder => LogFiles.Beside(Path).Spool;

    public override bool IsShared => false;

    public override Task<ILogStore> OpenForReadingAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ILogStore>(SqliteStore.Open(Path, SqliteOpenMode.ReadOnly));

    public override async Task<ILogStore> OpenForRecoveryAsync(CancellationToken cancellationToken)
    {
        // Opening for writing would make a file where a path is mistyped.
        await SqliteStore.Open(Path, SqliteOpenMode.ReadOnly).DisposeAsync().ConfigureAwait(false);
        return SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
    }

    public override Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken cancellationToken) =>
        new SqliteExam(Path, KeyFile).RunAsync(cancellationToken);

    public override string ToString() => Scheme + Path;

    public override Task<CairnLog> OpenForRecordingAsync(string keyFile, ILogger logger, CliIo io, CancellationToken cancellationToken) =>
        CairnSqlite.OpenAsync(Path, new() { KeyFile = keyFile == KeyFile ? null : keyFile, SpoolWhenNeeded = true }, logger);
}
