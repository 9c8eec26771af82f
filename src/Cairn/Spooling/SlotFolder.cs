using Cairn.Files;
using Cairn.Primitives;

namespace Cairn.Spooling;

/// <summary>
/// One producer's folder in the spool, locked for as long as a process uses it. The system lets go of the lock when the process dies.
/// </summary>
internal sealed class SlotFolder : IDisposable
{
    public const int NameLength = 16;

    // A slot comes into being and goes by a rename, so that nobody ever finds half of one.
    private const string Coming = ".new";
    private const string Going = ".old";

    // What somebody put into the place of one that was in use.
    private const string Moved = ".moved";

    // One that is half made may be so for a moment yet.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private FileStream held; // Replaced only by TryRestore.

    private SlotFolder(string path, FileStream held)
    {
        (Path, this.held) = (path, held);
        Producer = System.IO.Path.GetFileName(path);
        Sum = FramePlace.OfProducer(Producer);
    }

    public string Path { get; }

    public string Producer { get; }

    /// <summary>The producer's part in each checksum.</summary>
    public uint Sum { get; }

    /// <summary>Whether its path still leads to it, so that no other process takes it for left over.</summary>
    public bool IsThere => !IsLink(Path) && FileIdentity.LeadsTo(LockOf(Path), held.SafeFileHandle);

    /// <summary>The paths of all slots, held or not; a link with a slot's name is among them, and is refused when it is claimed.</summary>
    public static IEnumerable<string> All(string spool) =>
        Directory.EnumerateFileSystemEntries(spool)
            .Where(path => IsProducer(System.IO.Path.GetFileName(path)))
            .Order(StringComparer.Ordinal);

    /// <summary>Makes a slot nobody else has.</summary>
    public static SlotFolder Create(string spool, RandomFill random)
    {
        var path = System.IO.Path.Combine(spool, NewProducer(random));
        DurableFile.MakeFolder(spool);
        if (OperatingSystem.IsWindows())
        {
            // A folder with an open file in it cannot be renamed there: whoever finds it before it is locked takes it,
            // and this one fails by name.
            DurableFile.MakeFolder(path);
            return new(path, Hold(path));
        }

        DurableFile.MakeFolder(path + Coming);
        var held = Hold(path + Coming);
        try
        {
            Directory.Move(path + Coming, path);
            return new(path, held);
        }
        catch (Exception)
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Takes a slot that no living process has; <see langword="null"/> when one has it, or when it has just gone.</summary>
    /// <exception cref="IOException">It cannot be taken, and not because a process has it.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another account.</exception>
    public static SlotFolder? TryClaim(string path)
    {
        if (IsLink(path) || !Directory.Exists(path))
        {
            throw new IOException("a slot is a folder, and links are not followed: put the folder in its place, or delete it");
        }

        try
        {
            var slot = new SlotFolder(path, Hold(path));
            if (slot.IsThere)
            {
                return slot;
            }

            slot.Dispose(); // Between opening the lock and getting it the slot has gone.
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null; // It has just gone.
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Makes the folder and its lock again where somebody deleted or moved them. False: another process has what lies there now.
    /// </summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public bool TryRestore()
    {
        if (IsThere)
        {
            return true;
        }

        if (IsLink(Path) || File.Exists(Path))
        {
            MoveAside();
        }

        DurableFile.MakeFolder(System.IO.Path.GetDirectoryName(Path)!); // A slot lies in a spool.
        DurableFile.MakeFolder(Path);
        try
        {
            var mine = Hold(Path);
            held.Dispose();
            held = mine;
            return true;
        }
        catch (IOException e) when (IsHeld(e))
        {
            return false;
        }
    }

    /// <summary>Clears away what a process left that died while it made or removed a slot.</summary>
    public static void ClearHalves(string spool)
    {
        foreach (var path in Directory.EnumerateDirectories(spool))
        {
            var name = System.IO.Path.GetFileName(path);
            if (name.Length == NameLength + Coming.Length
                && IsProducer(name[..NameLength])
                && name[NameLength..] is Coming or Going
                && !IsLink(path)
                && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > Patience)
            {
                TryClear(path);
            }
        }
    }

    /// <summary>Its segments, oldest first.</summary>
    public IReadOnlyList<(string Path, long Number)> Segments() => SegmentsOf(Path);

    /// <summary>The same of a slot that is not ours.</summary>
    public static IReadOnlyList<(string Path, long Number)> SegmentsOf(string path) =>
        [.. Directory.EnumerateFiles(path)
            .Select(path => (Path: path, Number: SegmentFile.NumberOf(path)))
            .Where(s => s.Number is not null)
            .Select(s => (s.Path, s.Number!.Value))
            .OrderBy(s => s.Value)];

    /// <summary>Removes the slot with all that is in it; its producer is never used again.</summary>
    public void Remove()
    {
        if (!IsThere)
        {
            Dispose(); // What lies there is somebody else's.
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Dispose();
        }

        var old = Path + Going;
        Directory.Move(Path, old);
        Directory.Delete(old, recursive: true);
        Dispose();
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => held.Dispose();

    // A link itself, not what it leads to.
    private void MoveAside()
    {
        var aside = $"{Path}{Moved}-{Guid.NewGuid():N}";
        if (Directory.Exists(Path))
        {
            Directory.Move(Path, aside);
        }
        else
        {
            File.Move(Path, aside);
        }
    }

    private static void TryClear(string path)
    {
        try
        {
            if (TryClaim(path) is { } slot)
            {
                using (slot)
                {
                    Directory.Delete(path, recursive: true);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another account's: it holds no events.
        }
    }

    private static FileStream Hold(string path)
    {
        var file = LockOf(path);
        return new FileInfo(file).LinkTarget is null
            ? PrivateFile.Open(file, FileMode.OpenOrCreate, FileShare.None)
            : throw new IOException("its lock is a link, and links are not followed: delete the link");
    }

    private static string LockOf(string path) => System.IO.Path.Combine(path, "lock");

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32 or 33;

    private static bool IsProducer(string name) => name.Length == NameLength && Grammar.IsProducer(name);

    /// <summary>A link could lead anywhere: what lies there is not ours to read, cut or delete.</summary>
    public static bool IsLink(string path) => new DirectoryInfo(path).LinkTarget is not null;

    public static string NewProducer(RandomFill random)
    {
        Span<byte> bytes = stackalloc byte[NameLength];
        random(bytes);
        return string.Create(NameLength, bytes, static (name, bytes) =>
        {
            // Eight bits over 36 letters are a little uneven; 80 bits are left, and only chance has to be beaten.
            for (var i = 0; i < name.Length; i++)
            {
                name[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[bytes[i] % 36];
            }
        });
    }
}
