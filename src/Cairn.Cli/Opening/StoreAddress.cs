using Cairn.Sqlite;
using Microsoft.Extensions.Logging;

namespace Cairn.Cli;

/// <summary>A store as a person names it: <c>sqlite:audit.db</c>.</summary>
/// <param name="Path">The file.</param>
internal sealed record StoreAddress(string Path)
{
    private const string Scheme = "sqlite:";

    /// <summary>Where the key lies when nothing else is said.</summary>
    public string KeyFile => CairnSqlite.KeyFileOf(Path);

    public static StoreAddress Parse(string text)
    {
        if (text.StartsWith(Scheme, StringComparison.Ordinal) && text.Length > Scheme.Length)
        {
            return new(text[Scheme.Length..]);
        }

        // A URL of another database may hold a password: only its scheme is repeated.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        throw new CliException(text == Scheme
            ? "The store's path is missing: write sqlite:PATH"
            : colon < 0
            ? $"The store '{text}' has no kind: write sqlite:{text}"
            : $"The store's kind '{text[..colon]}' is not known: write sqlite:PATH");
    }

    public ILogStore OpenForReading() => SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);

    /// <exception cref="CairnSigningException">The key is missing or cannot be used.</exception>
    public Task<CairnLog> OpenForRecordingAsync(string keyFile, ILogger logger) =>
        CairnSqlite.OpenAsync(Path, new() { KeyFile = keyFile == KeyFile ? null : keyFile, SpoolWhenNeeded = true }, logger);
}
