using System.Diagnostics;
using Cairn.Verification;

namespace Cairn.Cli;

/// <summary>How far a long run has come: one line on a terminal that is overwritten and wiped; nothing where nobody watches.</summary>
internal sealed class ProgressLine(CliIo io) : IProgress<VerifyProgress>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private long last;
    private int width;

    public void Report(VerifyProgress value)
    {
        if (!io.ErrorIsTerminal || (last != 0 && Stopwatch.GetElapsedTime(last) < Pause))
        {
            return;
        }

        last = Stopwatch.GetTimestamp();
        var line = $"verified {value.Index} of {value.Size} entries ({(value.Size == 0 ? 100 : value.Index * 100 / value.Size)} %)";
        width = Math.Max(width, line.Length);
        io.Error.Write($"\r{line.PadRight(width)}");
    }

    public void Dispose()
    {
        if (width > 0)
        {
            io.Error.Write($"\r{new string(' ', width)}\r");
            width = 0;
        }
    }
}
