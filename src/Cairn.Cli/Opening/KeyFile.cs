using Cairn.Merkle;

namespace Cairn.Cli;

/// <summary>The key a command checks with: typed, or the installation's own.</summary>
internal static class KeyFile
{
    /// <exception cref="CliException">It is not a verifier key, or another log's.</exception>
    public static NoteVerifier Typed(string vkey, LogIdentity log)
    {
        var verifier = Parse(vkey);
        return verifier.Name == log.Origin || verifier.Name.EndsWith($"/{TrueId(log)}", StringComparison.Ordinal)
            ? verifier
            : throw new CliException($"--vkey is the key of {verifier.Name}, but this log is {log.Origin}.", ExitCode.Refused);
    }

    /// <exception cref="CliException">It is not a verifier key.</exception>
    public static NoteVerifier Parse(string vkey) =>
        NoteVerifier.TryParse(vkey.Trim(), out var verifier, out var error)
            ? verifier
            : throw new CliException($"--vkey is no verifier key: {error}.", ExitCode.Refused);

    /// <summary>The verifier key of the installation's own key file; <see langword="null"/> when there is none.</summary>
    public static NoteVerifier? OfFile(string path, LogIdentity log)
    {
        using var key = SigningKey.TryOpen(path);
        return key?.VerifierOf(log);
    }

    /// <exception cref="CliException">There is no key file.</exception>
    public static NoteVerifier Required(string path, LogIdentity log) =>
        OfFile(path, log) ?? throw Missing(path);

    public static CliException Missing(string path) =>
        new($"The signing key {path} is missing: put it back, or name it with --key. If it is lost, run: cairn recover");

    /// <summary>The log id the row's secret commits to: the row's own id may be altered.</summary>
    public static string TrueId(LogIdentity log) => log.Secret.Length == 32 ? LogIdentity.IdOf(log.Secret, log.Tenant, log.Generation) : log.LogId;

    /// <summary>What the signer last signed for this log; <see langword="null"/> when it knows nothing of it.</summary>
    public static string? MemoryOf(string path, LogIdentity log) => SignerMemory.Of(path).Read(log with { LogId = TrueId(log) });
}
