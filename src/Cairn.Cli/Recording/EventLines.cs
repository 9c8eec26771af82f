using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary>
/// Splits endless input into lines, in a buffer that is no larger than the longest line: of a line that is too long
/// only the length is kept.
/// </summary>
internal sealed class EventLines(Stream input, int longest = EventLimits.Document)
{
    // What is read at once, and what most lines take.
    private const int Room = 64 * 1024;
    private const int Usual = 1024 * 1024;

    private byte[] buffer = new byte[Usual];
    private int start;
    private int scanned;
    private int end;
    private long number;
    private long dropped;
    private bool ended;

    /// <summary>
    /// The next line, <see langword="null"/> after the last. A line cut off by <paramref name="cancellationToken"/> is none.
    /// </summary>
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
        return new(++number, length > longest ? default : line, length);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        // Reading from a terminal or pipe cannot be stopped; whoever waits can stop waiting.
        var read = await input.ReadAsync(buffer.AsMemory(end), cancellationToken).AsTask().WaitAsync(
            cancellationToken).ConfigureAwait(false);
        end += read;
        ended = read == 0;
    }

    private void MakeRoom()
    {
        if (end - start > longest + 2) // With its \r\n.
        {
            dropped += end - start;
            (start, scanned, end) = (0, 0, 0);
        }

        if (buffer.Length - end < Room)
        {
            Move(end - start);
        }
    }

    // To the front, and into a buffer that is as large as what is there needs.
    private void Move(int length)
    {
        var from = buffer.AsSpan(start, length);
        if (buffer.Length - length < Room)
        {
            buffer = new byte[Math.Min(2 * buffer.Length, longest + 2 + (2 * Room))];
        }
        else if (buffer.Length > Usual && length + Room <= Usual)
        {
            buffer = new byte[Usual];
        }

        from.CopyTo(buffer);
        (start, scanned, end) = (0, length, length);
    }
}
