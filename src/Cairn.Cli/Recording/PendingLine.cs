namespace Cairn.Cli;

/// <summary>A line whose event is on its way.</summary>
/// <param name="Number">The line.</param>
/// <param name="Places">What it holds of <see cref="InFlight"/>.</param>
/// <param name="Receipt">What comes of it.</param>
internal readonly record struct PendingLine(long Number, int Places, Task<AuditReceipt> Receipt);
