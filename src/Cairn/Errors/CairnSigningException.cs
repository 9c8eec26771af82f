namespace Cairn;

/// <summary>Why the signer refuses.</summary>
public enum SigningRefusal
{
    /// <summary>There is no key, but the log was signed before.</summary>
    KeyMissing,

    /// <summary>The key cannot be read, or others than its owner can read it.</summary>
    KeyUnusable,

    /// <summary>The log was signed with another key.</summary>
    KeyDiffers,

    /// <summary>The signer's own memory of what it last signed is gone.</summary>
    MemoryMissing,

    /// <summary>The log is shorter than what was signed: a restored older copy.</summary>
    Restored,

    /// <summary>The log's tree is not a continuation of what was signed.</summary>
    Forked,

    /// <summary>The log goes on from another one, and nothing beside the key says that <c>cairn recover</c> began it.</summary>
    UnknownGeneration,
}

/// <summary>The signer refuses to sign this log, so that its history is never forked. The message says what to do.</summary>
public sealed class CairnSigningException(SigningRefusal refusal, string message) : CairnException(message)
{
    /// <summary>Why.</summary>
    public SigningRefusal Refusal { get; } = refusal;
}
