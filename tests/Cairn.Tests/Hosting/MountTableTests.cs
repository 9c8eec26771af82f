using Cairn.Files;

namespace Cairn.Tests.Hosting;

public sealed class MountTableTests
{
    private const string Container = """
        22 1 0:20 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/a,upperdir=/b
        23 22 0:21 / /proc rw - proc proc rw
        24 22 0:22 / /dev/shm rw - tmpfs shm rw
        25 22 8:1 /volumes/audit /var/lib/app rw,relatime shared:2 master:3 - ext4 /dev/sda1 rw
        26 25 0:23 / /var/lib/app/cache rw - tmpfs tmpfs rw
        27 22 8:1 /volumes/other /mnt/with\040space rw - xfs /dev/sdb1 rw
        """;

    [Theory]
    [InlineData("/app/audit.db.spool", "overlay")]
    [InlineData("/dev/shm/spool", "tmpfs")]
    [InlineData("/var/lib/app/spool", null)]
    [InlineData("/var/lib/app", null)]
    [InlineData("/var/lib/application/spool", "overlay")]
    [InlineData("/var/lib/app/cache/spool", "tmpfs")]
    [InlineData("/mnt/with space/spool", null)]
    public void What_goes_with_the_container_is_told_from_a_volume(string path, string? type) =>
        Assert.Equal(type, new MountTable(Container).PassingTypeOf(path));

    [Fact]
    public void A_mount_over_another_hides_it() =>
        Assert.Null(new MountTable(Container + "\n28 22 8:1 / /dev/shm rw - ext4 /dev/sdc1 rw").PassingTypeOf("/dev/shm/spool"));

    [Fact]
    public void A_system_without_such_a_table_warns_of_nothing() => Assert.Null(new MountTable("").PassingTypeOf("/app/spool"));

    [Fact]
    public async Task A_spool_and_a_signers_memory_that_go_with_the_container_are_said_at_the_start_with_the_volume_to_mount()
    {
        await using var rig = new RecordingRig();
        rig.Options.Mounts = () => new(Container);
        await rig.OpenAsync();
        var overlay = rig.Logger.Lines.Where(l => l.Contains("lies on", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, overlay.Count);
        Assert.Contains(overlay, l => l.Contains($"Mount a volume at {rig.SpoolFolder}", StringComparison.Ordinal)
            && l.StartsWith("Warning", StringComparison.Ordinal));
    }
}
