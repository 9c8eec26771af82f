namespace Cairn.Cli;

/// <summary>Splits endless input into lines, in a buffer that never grows: of a line that is too long only the length is kept.</summary>
internal sealed class EventLines(Stream input)
{
    private const int Longest = EventLimits.Bytes;

    // A longest line with its \r\n, and room to read on.
    private readonly byte[] buffer = new byte[Longest + 2 + (64 * 1024)];
    private int start;
    private int scanned;
    private int end;
    private long number;
    private long dropped;
    private bool ended;

    /// <summary>The next line, <see langword="null"/> after the last. A line cut off by <paramref name="cancellationToken"/> is none.</summary>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    public async ValueTask<EventLine?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = buffer.AsSpan(scanned, end - scanned).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return Take(scanned + found, scanned + found + 1);
            }

            scanned = end;
            if (ended)
            {
                return end > start || dropped > 0 ? Take(end, end) : null;
            }

            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private EventLine Take(int lineEnd, int next)
    {
        var line = buffer.AsMemory(start, lineEnd - start);
        line = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
        line = number == 0 && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line; // Windows tools begin UTF-8 files so.
        var length = dropped + line.Length;
        (start, scanned, dropped) = (next, next, 0);
        return new(++number, length > Longest ? default : line, length);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        // Reading from a terminal or pipe cannot be stopped; whoever waits can stop waiting.
        var read = await input.ReadAsync(buffer.AsMemory(end), cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        end += read;
        ended = read == 0;
    }

    private void MakeRoom()
    {
        if (end - start > Longest + 2)
        {
            dropped += end - start;
            (start, scanned, end) = (0, 0, 0);
        }
        else if (start > 0 && buffer.Length - end < 64 * 1024)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, scanned, end) = (0, end - start, end - start);
        }
    }
}
