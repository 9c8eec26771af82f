using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn.Cli;

/// <summary>A store as a person names it: <c>sqlite:audit.db</c>, <c>postgres://user@host/database</c>.</summary>
internal abstract record StoreAddress
{
    public const string Forms = "sqlite:PATH or postgres://USER@HOST/DATABASE";

    /// <summary>Where the key lies when nothing else is said.</summary>
    public abstract string KeyFile { get; }

    /// <summary>Where a recorder's spool lies when nothing else is said.</summary>
    public abstract string SpoolFolder { get; }

    /// <summary>
    /// Whether many hosts share it: then the key does not lie beside it, not every host has one, and a key belongs to one store.
    /// </summary>
    public abstract bool IsShared { get; }

    /// <exception cref="CliException">It names no store.</exception>
    /// <exception cref="CairnStoreException">The URL is none: everything that is wrong with it.</exception>
    public static StoreAddress Parse(string text, CliIo io)
    {
        if (text.StartsWith(SqliteStoreAddress.Scheme, StringComparison.Ordinal))
        {
            return text.Length > SqliteStoreAddress.Scheme.Length
                ? new SqliteStoreAddress(text[SqliteStoreAddress.Scheme.Length..])
                : throw new CliException("The store's path is missing: write sqlite:PATH");
        }

        return PostgresStoreAddress.Is(text) ? new PostgresStoreAddress(text, io.DataFolder) : throw Unknown(text);
    }

    /// <exception cref="CairnStoreException">It cannot be used.</exception>
    public abstract Task<ILogStore> OpenForReadingAsync(CancellationToken cancellationToken);

    /// <summary>Opens a store that is there for writing.</summary>
    /// <exception cref="CairnStoreException">It cannot be used.</exception>
    public abstract Task<ILogStore> OpenForRecoveryAsync(CancellationToken cancellationToken);

    /// <exception cref="CairnSigningException">The key is missing or cannot be used.</exception>
    public abstract Task<CairnLog> OpenForRecordingAsync(string keyFile, ILogger logger, CliIo io, CancellationToken cancellationToken);

    /// <summary>Examines it for <c>cairn doctor</c>; changes nothing.</summary>
    /// <exception cref="CairnStoreException">It cannot be reached.</exception>
    public abstract Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken cancellationToken);

    // What is no known address may hold a password: only what is a scheme or a path for certain is repeated.
    private static CliException Unknown(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? "" : text[..colon];
        if (text.AsSpan().ContainsAny("=;@") && (kind.Length == 0 || !kind.All(char.IsAsciiLetter)))
        {
            return new($"The store has no kind: write {Forms}");
        }

        return new(
            colon < 0 ? $"The store '{text}' has no kind: write sqlite:{text}" : $"The store's kind '{kind}' is not known: write {Forms}");
    }
}
