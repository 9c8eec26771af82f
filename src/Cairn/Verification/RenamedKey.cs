using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>One key signs all logs of an installation, each under the log's own name.</summary>
internal static class RenamedKey
{
    /// <summary>The same key under another log's origin; <see langword="null"/>: that is no name a key can have.</summary>
    public static NoteVerifier? Of(NoteVerifier verifier, string origin)
    {
        // The vkey is name+id+base64(type ‖ key); only the last part holds the key.
        var key = Convert.FromBase64String(verifier.ToString().Split('+', 3)[2]);
        try
        {
            return new(origin, key.AsSpan(1));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
