using System.Globalization;
using Cairn.Entries;
using Cairn.Files;

namespace Cairn.Signing;

/// <summary>
/// What the signer last signed for each log, kept beside the key and outside the database, written before it is published:
/// so a database restored from an older copy is known for what it is.
/// </summary>
/// <param name="folder">Beside the key.</param>
/// <param name="second">
/// Another place, which survives where the first one may not; then the first may also be one that cannot be written.
/// </param>
internal sealed class SignerMemory(string folder, string? second = null)
{
    // No log id: it has other letters than those.
    private const string FollowMark = "follows";

    private const string BegunSuffix = ".begun";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The one that must be written comes first.
    private readonly string[] places = second is null ? [folder] : [second, folder];

    public string Folder { get; } = folder;

    /// <summary>The memory beside a key, and in a second place where there is one.</summary>
    public static SignerMemory Of(string keyFile, string? second = null) => new(keyFile + ".signed", second);

    /// <summary>The note last signed for this log, or <see langword="null"/>.</summary>
    public string? Read(LogIdentity log)
    {
        var name = NameOf(log);
        return places.Select(place => Path.Combine(place, name)).Where(File.Exists).Select(StrictText.Read).MaxBy(SizeOf);
    }

    /// <summary>When it returns, the note survives a power cut.</summary>
    /// <exception cref="IOException">It cannot be written, or a later note is there: an older one is never put in its place.</exception>
    public void Write(LogIdentity log, string note)
    {
        if (Read(log) is { } there && SizeOf(there) > SizeOf(note))
        {
            throw new IOException(
                $"The signer's memory {Folder} has a later checkpoint of log {log.LogId} than the one to be written: "
                + "another process signed it meanwhile.");
        }

        WriteAll(NameOf(log), note);
    }

    /// <summary>What <c>cairn recover</c> wrote down when it began this log; <see langword="null"/>: it did not begin it here.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public Continuation? ReadBegun(LogIdentity log)
    {
        var name = NameOf(log) + BegunSuffix;
        return places.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists) is { } path ? Continuation.Read(path) : null;
    }

    /// <summary>Called before the log is made: without it hosts and signer refuse a log that goes on from another one.</summary>
    public void WriteBegun(LogIdentity log, Continuation continuation) => WriteAll(NameOf(log) + BegunSuffix, continuation.Format());

    /// <summary>Whether this key has signed the log, or <c>cairn recover</c> began it with this key.</summary>
    public bool Knows(LogIdentity log) => Read(log) is not null || ReadBegun(log) is not null;

    /// <summary>
    /// Whether other hosts sign the same logs, and this memory has known them from the beginning: a log that is not in it was then made by
    /// one of them. Without this a log that was signed and is not remembered is refused.
    /// </summary>
    public bool Follows => places.Any(place => File.Exists(Path.Combine(place, FollowMark)));

    /// <summary>Begins to follow other hosts: called when nothing was signed yet, or all that was signed is in the memory.</summary>
    public void Follow() => WriteAll(FollowMark, "Copies of this folder go with copies of the key.\n");

    /// <summary>Whether any log was ever signed from here.</summary>
    public bool IsEmpty => !LogIds().Any();

    /// <summary>
    /// Logs that were signed from here and are none of these, by what their secrets commit to: they were deleted, or put out of the way.
    /// </summary>
    public IReadOnlyList<string> Vanished(IEnumerable<LogIdentity> logs) =>
        [.. LogIds().Except(logs.Select(l => l.TrueId)).Order(StringComparer.Ordinal)];

    private IEnumerable<string> LogIds() =>
        // A file's path has a name.
        places.Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFiles)
            .Select(f => Path.GetFileName(f)!)
            .Where(LogIdentity.IsLogId).Distinct();

    private void WriteAll(string name, string content)
    {
        foreach (var place in places)
        {
            try
            {
                DurableFile.MakeFolder(place);
                DurableFile.Replace(Path.Combine(place, name), content);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && place != places[0])
            {
                // A key that is mounted as a secret lies where nothing can be written: the place that survives has it.
            }
        }
    }

    // Of two notes the later one counts. Whose they are is checked by whoever follows the log.
    private static long SizeOf(string note) =>
        long.TryParse(note.Split('\n').ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : -1;

    /// <summary>Keeps whoever else has this memory, in this process or another, from signing the log meanwhile.</summary>
    public async Task<IDisposable> LockAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        var (locks, name) = (Path.Combine(places[0], "locks"), NameOf(log));
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
    private static string NameOf(LogIdentity log) => LogIdentity.IsLogId(log.LogId)
        ? log.LogId
        : throw new CairnStoreException($"The log id in the row of tenant {log.Tenant} is not one: it was altered. Run: cairn verify");
}
