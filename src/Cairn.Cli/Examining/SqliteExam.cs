using Cairn.Sqlite;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary>
/// Whether a SQLite log's guards are there, and whether anybody else may touch its files: there is no server to keep them out.
/// </summary>
internal sealed class SqliteExam(string path, string keyFile)
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly Chart chart = new();

    /// <exception cref="CairnStoreException">It cannot be opened, or is no log.</exception>
    public async Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken)
    {
        var store = SqliteStore.Open(path, SqliteOpenMode.ReadOnly);
        await using (store.ConfigureAwait(false))
        {
            var flaws = await store.CheckSchemaAsync(cancellationToken).ConfigureAwait(false);
            foreach (var flaw in flaws)
            {
                chart.Finding(flaw.Member, $"{flaw.Words}. Find out who did that, and restore a copy that cairn verify finds intact");
            }

            if (flaws.Count == 0)
            {
                chart.Ok("schema", "tables, indexes and triggers are as Cairn makes them");
            }
        }

        Key();
        if (!OperatingSystem.IsWindows())
        {
            Modes();
        }

        chart.Note("guards", "are part of the file: whoever can write the file can drop them. cairn verify finds what was altered");
        return chart.All;
    }

    private void Key()
    {
        if (File.Exists(keyFile))
        {
            KeyThatIsThere();
        }
        else
        {
            chart.Note(keyFile, "there is no signing key here: use --key where you record and verify");
        }
    }

    private void KeyThatIsThere()
    {
        if (FolderOf(keyFile) == FolderOf(path))
        {
            chart.Note(
                keyFile,
                "the signing key lies beside its database: whoever can write both can alter the log and sign it again, "
                + "and nothing on this machine shows it. "
                    + "Keep checkpoints, the verifier key (cairn vkey) or a mirror elsewhere, or the key itself (KeyFile)");
        }
        else
        {
            chart.Ok(keyFile, "the signing key is there");
        }
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void Modes()
    {
        foreach (var file in new[] { path, path + "-wal", path + "-shm", keyFile, keyFile + ".signed" }.Where(File.Exists))
        {
            if ((File.GetUnixFileMode(file) & Others) != 0)
            {
                chart.Finding(file, $"others than its owner may read or write it: chmod 600 {file}");
            }
            else
            {
                chart.Ok(file, "is its owner's alone");
            }
        }

        var folder = FolderOf(path);
        var mode = File.GetUnixFileMode(folder);
        if ((mode & UnixFileMode.OtherWrite) != 0 && (mode & UnixFileMode.StickyBit) == 0)
        {
            chart.Finding(folder, $"anybody can replace the log by another file: chmod o-w {folder}");
        }
    }
}
