using Cairn.Contracts;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

public sealed class FormTests : IDisposable
{
    private readonly SpoolHouse house = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public void What_an_older_cairn_left_is_told_of_and_left_as_it_is()
    {
        using (var older = house.Open())
        {
            SpoolHouse.Append(older, "a", 1);
        }

        var segment = Assert.Single(Directory.GetFiles(house.Folder, "*.seg", SearchOption.AllDirectories));
        var bytes = File.ReadAllBytes(segment);
        bytes[4] = 1;
        File.WriteAllBytes(segment, bytes);

        var logger = new ListLogger();
        using (var spool = house.Open(logger))
        {
            spool.Maintain();
            Assert.Empty(SpoolHouse.Scan(spool));
            SpoolHouse.Append(spool, "a", 2);
            Assert.Equal([Some.Id(2)], SpoolHouse.Scan(spool).Select(r => r.Id));
        }

        Assert.Contains(logger.Lines, line => line.Contains("it has format 1, and this version of Cairn reads format 2", StringComparison.Ordinal));
        Assert.Equal(bytes, File.ReadAllBytes(segment));
    }
}
