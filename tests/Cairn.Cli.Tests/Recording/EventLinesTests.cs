using System.Text;

namespace Cairn.Cli.Tests;

public sealed class EventLinesTests
{
    private const int Limit = 1024 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Lines_are_the_same_however_the_input_arrives(int chunk)
    {
        var texts = (string[])["one", "", "two\r", new('x', Limit), new('y', Limit + 1), "three", new('z', 3 * Limit), "last"];
        using var input = new Chunks(Encoding.UTF8.GetBytes(string.Join('\n', texts)), chunk);
        var read = await ReadAsync(input);
        Assert.Equal(texts.Select(t => t.TrimEnd('\r').Length), read.Select(l => (int)l.Length));
        Assert.Equal(texts.Select(t => t.Length > Limit), read.Select(l => l.TooLong));
        Assert.Equal(Enumerable.Range(1, texts.Length), read.Select(l => (int)l.Number));
        Assert.Equal(["one", "", "two", "three", "last"], read.Where(l => l.Text.Length < 10 && !l.TooLong).Select(l => l.Text));
    }

    [Fact]
    public async Task A_line_end_at_the_end_begins_no_line()
    {
        using var input = new Chunks("a\nb\n"u8.ToArray(), 2);
        Assert.Equal(["a", "b"], (await ReadAsync(input)).Select(l => l.Text));
    }

    [Fact]
    public async Task A_line_cut_off_by_a_stop_is_none()
    {
        using var stop = new CancellationTokenSource();
        using var input = new Chunks("a\n{\"half"u8.ToArray(), 100, onEnd: stop.Cancel);
        var lines = new EventLines(input);
        Assert.Equal("a", Encoding.UTF8.GetString((await lines.NextAsync(stop.Token))!.Value.Bytes.Span)); // There is a first line.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await lines.NextAsync(stop.Token));
    }

    private static async Task<List<(long Number, long Length, bool TooLong, string Text)>> ReadAsync(Stream input)
    {
        var read = new List<(long, long, bool, string)>();
        var lines = new EventLines(input, Limit);
        while (await lines.NextAsync(TestContext.Current.CancellationToken) is { } line)
        {
            read.Add((line.Number, line.Length, line.IsTooLong, Encoding.UTF8.GetString(line.Bytes.Span)));
        }

        return read;
    }

    /// <summary>Input that arrives so many bytes at a time; at its end it may stop the reader instead of ending.</summary>
    private sealed class Chunks(byte[] bytes, int chunk, Action? onEnd = null) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
            {
                onEnd?.Invoke();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return new(Read(buffer.Span[..Math.Min(chunk, buffer.Length)]));
        }
    }
}
