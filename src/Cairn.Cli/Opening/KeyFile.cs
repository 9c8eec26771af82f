using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Signing;

namespace Cairn.Cli;

/// <summary>The installation's own signing key, and what lies beside it.</summary>
internal static class KeyFile
{
    /// <summary>The verifier key of the installation's own key file; <see langword="null"/> when there is none.</summary>
    public static NoteVerifier? OfFile(string path, LogIdentity log)
    {
        using var key = SigningKey.TryOpen(path);
        return key?.VerifierOf(log);
    }

    /// <summary>The log id the row's secret commits to: the row's own id may be altered.</summary>
    public static string TrueId(LogIdentity log) =>
        log.Secret.Length == 32 ? LogIdentity.IdOf(log.Secret, log.Tenant, log.Generation) : log.LogId;

    /// <summary>What the signer last signed for this log; <see langword="null"/> when it knows nothing of it.</summary>
    public static string? MemoryOf(string path, LogIdentity log) => SignerMemory.Of(path).Read(log with { LogId = TrueId(log) });
}
