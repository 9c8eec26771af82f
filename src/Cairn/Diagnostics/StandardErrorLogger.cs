using Microsoft.Extensions.Logging;

namespace Cairn.Diagnostics;

/// <summary>Where failures go when nobody gave a logger: warnings and worse, one line each.</summary>
internal sealed class StandardErrorLogger(TextWriter error) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var words = formatter(state, exception) + (exception is null ? "" : $": {exception.Message}");
        try
        {
            error.WriteLine($"cairn: {logLevel.ToString().ToLowerInvariant()}: {OneLine(words)}");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody reads it: there is nowhere left to say so.
        }
    }

    // A message may quote what an event said: it must not move a terminal's cursor.
    private static string OneLine(string words) =>
        string.Create(words.Length, words, static (line, words) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(words[i]) ? ' ' : words[i];
            }
        });
}
