using Microsoft.Extensions.Logging;

namespace Cairn.Cli;

/// <summary>Shows what the library warns of, one line each, and remembers whether signing was refused.</summary>
internal sealed class ProblemLog(CliIo io) : ILogger
{
    /// <summary>Whether the log is not signed any more.</summary>
    public bool SigningRefused { get; private set; }

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
            SigningRefused |= logLevel == LogLevel.Critical;
            io.Report(exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {Failure.Words(exception)}");
        }
    }
}
