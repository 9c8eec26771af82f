using Cairn.Entries;
using Cairn.Files;

namespace Cairn.Signing;

/// <summary>
/// What the signer last signed for each log, kept beside the key and outside the database, written before it is published:
/// so a database restored from an older copy is known for what it is.
/// </summary>
internal sealed class SignerMemory(string folder)
{
    // No log id: it has other letters than those.
    private const string FollowMark = "follows";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Folder { get; } = folder;

    /// <summary>The memory beside a key.</summary>
    public static SignerMemory Of(string keyFile) => new(keyFile + ".signed");

    /// <summary>The note last signed for this log, or <see langword="null"/>.</summary>
    public string? Read(LogIdentity log)
    {
        var path = PathOf(log);
        return File.Exists(path) ? StrictText.Read(path) : null;
    }

    /// <summary>When it returns, the note survives a power cut.</summary>
    public void Write(LogIdentity log, string note)
    {
        DurableFile.MakeFolder(Folder);
        DurableFile.Replace(PathOf(log), note);
    }

    /// <summary>
    /// Whether other hosts sign the same logs, and this memory has known them from the beginning: a log that is not in it was then made by one of them.
    /// Without this a log that was signed and is not remembered is refused.
    /// </summary>
    public bool Follows => File.Exists(Path.Combine(Folder, FollowMark));

    /// <summary>Begins to follow other hosts: called when nothing was signed yet, or all that was signed is in the memory.</summary>
    public void Follow()
    {
        DurableFile.MakeFolder(Folder);
        DurableFile.Replace(Path.Combine(Folder, FollowMark), "Copies of this folder go with copies of the key.\n");
    }

    /// <summary>Whether any log was ever signed from here.</summary>
    public bool IsEmpty => !LogIds().Any();

    /// <summary>Logs that were signed from here and are none of these, by what their secrets commit to: they were deleted, or put out of the way.</summary>
    public IReadOnlyList<string> Vanished(IEnumerable<LogIdentity> logs) => [.. LogIds().Except(logs.Select(l => l.TrueId)).Order(StringComparer.Ordinal)];

    private IEnumerable<string> LogIds() =>
        Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)!).Where(LogIdentity.IsLogId) : []; // A file's path has a name.

    /// <summary>Keeps whoever else has this memory, in this process or another, from signing the log meanwhile.</summary>
    public async Task<IDisposable> LockAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        var (locks, name) = (Path.Combine(Folder, "locks"), Path.GetFileName(PathOf(log)));
        DurableFile.MakeFolder(locks);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(locks, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!deadline.IsCancellationRequested && Directory.Exists(locks))
            {
                // Another process signs; that takes milliseconds.
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // The id comes from the database: it must not name a place elsewhere.
    private string PathOf(LogIdentity log) => LogIdentity.IsLogId(log.LogId)
        ? Path.Combine(Folder, log.LogId)
        : throw new CairnStoreException($"The log id in the row of tenant {log.Tenant} is not one: it was altered. Run: cairn verify");
}
