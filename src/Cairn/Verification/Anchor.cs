using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>A tree head somebody holds this log to.</summary>
/// <param name="Name">What holds it: the published checkpoint, the signer's memory, a saved note.</param>
/// <param name="Head">Its size and root.</param>
internal sealed record Anchor(string Name, TreeHead Head)
{
    public const string Published = "the published checkpoint";
    public const string Memory = "the signer's memory";
    public const string Continuation = "the log that goes on from it";
    public const string Saved = "the saved checkpoint";
}
