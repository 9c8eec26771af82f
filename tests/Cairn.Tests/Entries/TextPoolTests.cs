using System.Text;
using Cairn.Primitives;

namespace Cairn.Tests;

public sealed class TextPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_gives_the_text_of_the_bytes_whatever_came_before(int seed)
    {
        var (random, pool) = (new Random(seed), new TextPool());
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = new byte[random.Next(random.Next(3) == 0 ? 100 : 4)];
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] = (byte)random.Next(random.Next(8) == 0 ? 256 : 4);
            }

            Assert.Equal(Encoding.UTF8.GetString(bytes), pool.Get(bytes));
        }
    }

    [Fact]
    public void A_short_text_is_made_once()
    {
        var pool = new TextPool();
        Assert.Same(pool.Get("member.removed"u8), pool.Get("member.removed"u8));
    }
}
