using System.Text;
using Cairn.Contracts;
using Cairn.Spooling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Tests.Spooling;

/// <summary>A spool's folder for a test, and the verbs on it.</summary>
internal sealed class SpoolHouse : IDisposable
{
    public static readonly Guid Boot = Some.Id(7);

    private readonly TempFolder temp = new();

    public SpoolHouse() => Folder = temp.File("spool");

    public string Folder { get; }

    public FixedClock Clock { get; } = new();

    public SpoolSettings Settings => new() { Folder = Folder, Clock = Clock, Boot = Boot, SegmentBytes = 64 << 10 };

    public void Dispose() => temp.Dispose();

    public Spool Open(ILogger? logger = null) => Open(Settings, logger);

    public static Spool Open(SpoolSettings settings, ILogger? logger = null) => Spool.Open(settings, logger ?? NullLogger.Instance);

    /// <summary>The event's JSON of a number: what comes out must be this.</summary>
    public static string Json(long number, int size = 0) => $"{{\"event\":\"{number}{new string('x', size)}\"}}";

    public static SpoolAnswer Append(Spool spool, string tenant, long number, SpoolKind kind = SpoolKind.Event, int size = 0) =>
        spool.Append(tenant, kind, Some.Id(number), Encoding.UTF8.GetBytes(Json(number, size)));

    public static List<SpoolRecord> Scan(Spool spool, int most = 7)
    {
        var records = new List<SpoolRecord>();
        while (spool.Scan(records, most) > 0)
        {
        }

        return records;
    }

    public static string Read(Spool spool, SpoolRecord record) =>
        spool.TryRead(record, out var json) ? Encoding.UTF8.GetString(json.Span) : "damaged";

    /// <summary>The folder as it would be if its processes died now: the same files, and no lock held.</summary>
    public SpoolHouse Killed()
    {
        var copy = new SpoolHouse();
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "lock"))
        {
            var target = Path.Combine(copy.Folder, Path.GetRelativePath(Folder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }

        copy.Clock.Set(Clock.GetUtcNow());
        return copy;
    }

    public List<string> Slots() => [.. Directory.EnumerateDirectories(Folder)
        .Select(path => Path.GetFileName(path)!)
        .Where(name => name.Length == SlotFolder.NameLength).Order()];

    public List<string> Segments() => [.. Directory.EnumerateFiles(Folder, "*.seg", SearchOption.AllDirectories).Order()];
}
