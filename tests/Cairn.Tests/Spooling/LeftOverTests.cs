using System.Diagnostics;
using Cairn.Contracts;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

/// <summary>What a dead process left holds something that cannot be taken.</summary>
public sealed class LeftOverTests : IDisposable
{
    private readonly SpoolHouse house = new();
    private readonly ListLogger logger = new();

    public void Dispose() => house.Dispose();

    /// <summary>What can lie in the place of a segment, or of a slot; whether it can be taken in spite of it.</summary>
    public static TheoryData<string, bool> Kinds() => new()
    {
        { "a dangling link", false },
        { "a link to a file", false },
        { "an unreadable file", false },
        { "a segment of another version", false },
        { "a pipe", true },
        { "an empty segment", true },
        { "a random segment", true },
        { "a segment of zeros", true },
        { "a segment that is a folder", true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_bad_segment_does_not_hold_up_the_others_and_is_named(string kind, bool canBeTaken)
    {
        using var left = Left();
        if (OperatingSystem.IsWindows() || (kind == "an unreadable file" && Environment.IsPrivilegedProcess))
        {
            return; // Root reads everything; what another account left is shown in the tests of the SQLite store.
        }

        var bad = Spoil(left, kind);
        using var spool = left.Open(logger);
        spool.Maintain();
        var read = SpoolHouse.Scan(spool).Select(r => SpoolHouse.Read(spool, r)).ToHashSet();
        Assert.Superset(left.Expected, read);
        if (canBeTaken)
        {
            Assert.Empty(spool.Troubles);
            return;
        }

        Assert.Contains(spool.Troubles, t => t.Doing.Contains(bad, StringComparison.Ordinal) && t.Reason.Length > 0);
        Assert.Contains(logger.Lines, line => line.Contains(bad, StringComparison.Ordinal));
        Assert.Contains(SlotExam.All(left.Folder), slot => slot.Problems.Any(p => p.Contains(bad, StringComparison.Ordinal)));

        // Mended, it is taken; the trouble is over.
        File.Delete(bad);
        left.Clock.Advance(SpoolTroubles.Over + TimeSpan.FromSeconds(1));
        spool.Maintain();
        Assert.Empty(spool.Troubles);
        Assert.Contains(logger.Lines, line => line.Contains("no longer fails", StringComparison.Ordinal));
    }

    [Fact]
    public void A_segment_that_can_be_read_again_is_taken()
    {
        using var left = Left();
        var path = left.Segments()[1];
        var away = path + ".away";
        File.Move(path, away);
        File.CreateSymbolicLink(path, away);
        using var spool = left.Open(logger);
        spool.Maintain();
        var records = SpoolHouse.Scan(spool);
        Assert.InRange(records.Count, 1, 39);
        records.ForEach(spool.Done);
        spool.Maintain();
        Assert.NotEmpty(spool.Troubles);

        File.Delete(path);
        File.Move(away, path);
        spool.Maintain();
        records.AddRange(SpoolHouse.Scan(spool));
        Assert.Equal(40, records.Select(r => r.Seq).Distinct().Count());
        records.ForEach(spool.Done);
        spool.Maintain();
        Assert.Equal(2, left.Segments().Count); // The one that is written to, and the empty one that keeps the dead process's numbers.
    }

    [Theory]
    [InlineData("a link")]
    [InlineData("a dangling link")]
    [InlineData("a file")]
    [InlineData("its lock is a link")]
    public void A_slot_that_cannot_be_taken_is_named_and_the_others_are_taken(string kind)
    {
        using var left = Left();
        var bad = Path.Combine(left.Folder, "aaaaaaaaaaaaaaaa");
        using var elsewhere = new TempFolder();
        switch (kind)
        {
            case "a link":
                Directory.CreateSymbolicLink(bad, elsewhere.Path);
                break;
            case "a dangling link":
                File.CreateSymbolicLink(bad, elsewhere.File("nowhere"));
                break;
            case "a file":
                File.WriteAllText(bad, "a file");
                break;
            default:
                Directory.CreateDirectory(bad);
                File.CreateSymbolicLink(Path.Combine(bad, "lock"), elsewhere.File("nowhere"));
                break;
        }

        using var spool = left.Open(logger);
        Assert.Equal(40, SpoolHouse.Scan(spool).Count);
        Assert.Contains(spool.Troubles, t => t.Doing.Contains(bad, StringComparison.Ordinal));
        Assert.Contains(logger.Lines, line => line.Contains(bad, StringComparison.Ordinal));
        Assert.False(File.Exists(elsewhere.File("nowhere")));
    }

    private LeftHouse Left()
    {
        using var spool = SpoolHouse.Open(house.Settings with { SegmentBytes = 1024 });
        for (var n = 1; n <= 40; n++)
        {
            SpoolHouse.Append(spool, "a", n);
        }

        var left = new LeftHouse(house.Killed());
        using var copy = left.House.Killed();
        using var reading = copy.Open();
        var bad = copy.Segments()[1];
        left.Expected.UnionWith(SpoolHouse.Scan(reading)
            .Where(r => r.Place.Segment.File.Path != bad)
            .Select(r => SpoolHouse.Read(reading, r)));
        return left;
    }

    private static string Spoil(LeftHouse left, string kind)
    {
        var path = left.Segments()[1];
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        switch (kind)
        {
            case "a dangling link":
                File.CreateSymbolicLink(path, path + ".nowhere");
                break;
            case "a link to a file":
                File.WriteAllBytes(path + ".away", bytes);
                File.CreateSymbolicLink(path, path + ".away");
                break;
            case "an unreadable file" when !OperatingSystem.IsWindows():
                File.WriteAllBytes(path, bytes);
                File.SetUnixFileMode(path, UnixFileMode.None);
                break;
            case "a segment of another version":
                bytes[4]++;
                File.WriteAllBytes(path, bytes);
                break;
            case "a pipe":
                using (var made = Process.Start("mkfifo", path))
                {
                    made.WaitForExit();
                }

                break;
            case "an empty segment":
                File.WriteAllBytes(path, []);
                break;
            case "a random segment":
                new Random(5).NextBytes(bytes);
                File.WriteAllBytes(path, bytes);
                break;
            case "a segment of zeros":
                File.WriteAllBytes(path, new byte[4096]);
                break;
            default:
                Directory.CreateDirectory(path);
                break;
        }

        return path;
    }

    /// <summary>A spool whose process died, and what of it is not spoiled.</summary>
    private sealed class LeftHouse(SpoolHouse house) : IDisposable
    {
        public SpoolHouse House => house;

        public HashSet<string> Expected { get; } = [];

        public string Folder => house.Folder;

        public FixedClock Clock => house.Clock;

        public Spool Open(ListLogger logger) => house.Open(logger);

        public List<string> Segments() => house.Segments();

        public List<string> Slots() => house.Slots();

        public void Dispose() => house.Dispose();
    }
}
