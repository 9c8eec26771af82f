using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Signing;

namespace Cairn.Verification;

/// <summary>What a log is held against.</summary>
internal sealed record VerifyOptions
{
    /// <summary>The log's key; <see langword="null"/>: signatures cannot be checked, and the verdict is at best that.</summary>
    public NoteVerifier? Verifier { get; init; }

    /// <summary>
    /// Whether the verifier was read from the store that is verified, and nothing outside it says the same: whoever can rewrite the log can
    /// replace the key with it. Then the verdict is at best that the log agrees with itself.
    /// </summary>
    public bool IsUnpinned { get; init; }

    /// <summary>The note the signer last signed for this log, from beside the key; <see langword="null"/>: not known.</summary>
    public string? SignerMemory { get; init; }

    /// <summary>The signer's whole memory; <see langword="null"/>: it is not at hand.</summary>
    public SignerMemory? Signer { get; init; }

    /// <summary>Whether the logs that this one goes on from are left alone.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether a newer log is verified with it: what is about the whole store is looked at there.</summary>
    public bool IsOlder { get; init; }

    /// <summary>What the log that goes on from this one attests of it; <see langword="null"/>: none does, or it is not asked.</summary>
    public ContinuedManifest? Continued { get; init; }

    /// <summary>A note of this log that an auditor saved.</summary>
    public string? Since { get; init; }

    /// <summary>Logs that the key beside the store has signed and that the store does not have.</summary>
    public IReadOnlyList<string> Vanished { get; init; } = [];

    /// <summary>Says whether the time of a plan has come.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public IProgress<VerifyProgress>? Progress { get; init; }

    /// <summary>How many findings are kept in full; the others are counted. Nobody reads more.</summary>
    public int MostFindings { get; init; } = 1000;
}

/// <summary>How far a run has come.</summary>
internal readonly record struct VerifyProgress(long Index, long Size);
