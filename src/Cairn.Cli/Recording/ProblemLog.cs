using Microsoft.Extensions.Logging;

namespace Cairn.Cli;

/// <summary>
/// Shows what the library warns of, one line each. That a log is not signed any more is told at the end, and only where nothing else
/// told it: a line that is refused for the same reason says so itself.
/// </summary>
internal sealed class ProblemLog(CliIo io) : ILogger
{
    /// <summary>That a log is not signed any more; <see langword="null"/>: it is.</summary>
    public string? SigningRefused { get; private set; }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            var words = exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {Failure.Words(exception)}";
            if (logLevel == LogLevel.Critical)
            {
                SigningRefused = words;
            }
            else
            {
                io.Report(words);
            }
        }
    }
}
