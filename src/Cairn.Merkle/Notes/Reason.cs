namespace Cairn.Merkle;

/// <summary>Why a note could not be opened.</summary>
public enum Reason
{
    /// <summary>The bytes are not a note, or its text is not what was expected of it.</summary>
    Malformed,

    /// <summary>A line claims to be by a known key, and its signature does not verify.</summary>
    BadSignature,

    /// <summary>No line is by a known key.</summary>
    UnknownKeys,
}
