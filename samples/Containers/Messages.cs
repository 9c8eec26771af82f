namespace Cairn.Samples.Containers;

/// <summary>What an agent is told to do.</summary>
/// <param name="Operation">The operation's id, which the answer names again.</param>
/// <param name="Action">start, stop, restart or delete.</param>
/// <param name="Container">With which container.</param>
internal sealed record AgentCommand(string Operation, string Action, string Container);

/// <summary>What it answers.</summary>
/// <param name="Operation">To which command.</param>
/// <param name="Error">What went wrong, in words; <see langword="null"/>: nothing.</param>
/// <param name="Code">A short code for it.</param>
internal sealed record AgentAnswer(string Operation, string? Error = null, string? Code = null);

/// <summary>What people send with a request, and are answered.</summary>
/// <param name="Reason">Why.</param>
internal sealed record ActionRequest(string? Reason = null);

/// <inheritdoc cref="ActionRequest"/>
/// <param name="Operation">The operation's id: the log's entries about it have it.</param>
/// <param name="Status">SUCCESS, FAILURE or UNFINISHED.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record ActionResult(string Operation, string Status, string? Error = null);
