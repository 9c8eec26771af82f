namespace Cairn.AspNetCore.Hosting;

/// <summary>What the host's start-up says about the capture.</summary>
internal sealed class CaptureState
{
    /// <summary>Whether <c>UseCairn</c> was called.</summary>
    public bool IsUsed { get; set; }
}
