using Cairn.Contracts;
using Cairn.Spooling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Sqlite.Tests;

/// <summary>The next start under another account: what the first one left is named, and does not stop it.</summary>
public sealed class ForeignSlotTests : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    private readonly TempFolder folder = new();

    private string Folder => folder.File("spool");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_belongs_to_another_account_is_named_and_the_start_goes_on()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return; // Only root can be two accounts.
        }

        string left;
        using (var first = Open(NullLogger.Instance))
        {
            first.Append("a", SpoolKind.Event, Some.Id(1), "{}"u8);
            left = Path.Combine(Folder, first.Producer);
        }

        File.SetUnixFileMode(folder.Path, Everybody);
        File.SetUnixFileMode(Folder, Everybody);
        var logger = new ListLogger();
        Nobody.Does(() =>
        {
            using var next = Open(logger);
            next.Maintain();
            Assert.Equal(SpoolAnswer.Kept, next.Append("a", SpoolKind.Event, Some.Id(2), "{}"u8));
            var records = new List<SpoolRecord>();
            Assert.Equal(1, next.Scan(records, 10));
            var trouble = Assert.Single(next.Troubles);
            Assert.Equal($"take over the events in {left}", trouble.Doing);
            Assert.Contains("chown", trouble.Reason, StringComparison.Ordinal);
            Assert.Contains(SlotExam.All(Folder), slot => slot.Problems.Any(p => p.Contains(left, StringComparison.Ordinal)));
        });
        Assert.Contains(logger.Lines, line => line.Contains(left, StringComparison.Ordinal));

        // With the right account it is taken.
        using var again = Open(NullLogger.Instance);
        var all = new List<SpoolRecord>();
        again.Scan(all, 10);
        Assert.Equal([Some.Id(1), Some.Id(2)], all.Select(r => r.Id).Order());
    }

    private Spool Open(Microsoft.Extensions.Logging.ILogger logger) =>
        Spool.Open(new() { Folder = Folder }, logger);
}
