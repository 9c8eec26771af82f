namespace Cairn.Cli;

/// <summary>Whoever read our output reads no more: <c>cairn list | head -1</c>. No error, only an end.</summary>
internal sealed class OutputClosedException(IOException cause) : Exception("Nobody reads the output any more.", cause);
