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

    // One that is half made may be so for a moment yet.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly FileStream held;

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

    /// <summary>The paths of all slots, held or not.</summary>
    public static IEnumerable<string> All(string spool) =>
        Directory.EnumerateDirectories(spool)
            .Where(path => IsProducer(System.IO.Path.GetFileName(path)) && !IsLink(path))
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

    /// <summary>Takes a slot that no living process has; <see langword="null"/> when one has it.</summary>
    public static SlotFolder? TryClaim(string path)
    {
        FileStream held;
        try
        {
            held = Hold(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Somebody has it, it has just gone, or it is another account's.
        }

        // Between opening the lock and getting it the slot may have gone.
        if (!Directory.Exists(path))
        {
            held.Dispose();
            return null;
        }

        return new(path, held);
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
                TryClaim(path)?.Clear();
            }
        }
    }

    /// <summary>Its segments, oldest first.</summary>
    public IReadOnlyList<(string Path, long Number)> Segments() =>
        [.. Directory.EnumerateFiles(Path)
            .Select(path => (Path: path, Number: SegmentFile.NumberOf(path)))
            .Where(s => s.Number is not null)
            .Select(s => (s.Path, s.Number!.Value))
            .OrderBy(s => s.Value)];

    /// <summary>Removes the slot with all that is in it; its producer is never used again.</summary>
    public void Remove()
    {
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

    private void Clear()
    {
        Directory.Delete(Path, recursive: true);
        Dispose();
    }

    private static FileStream Hold(string path) =>
        PrivateFile.Open(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileShare.None);

    private static bool IsProducer(string name) => name.Length == NameLength && Grammar.IsProducer(name);

    // A link could lead anywhere: what lies there is not ours to read, cut or delete.
    private static bool IsLink(string path) => new DirectoryInfo(path).LinkTarget is not null;

    private static string NewProducer(RandomFill random)
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
