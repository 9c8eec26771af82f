namespace Cairn.Server.Demo;

/// <summary>The demo cannot go on; the message says why and what to do, in one line.</summary>
internal sealed class DemoException(string message) : Exception(message);
