namespace Cairn.Contracts;

/// <summary>A reader to be fuzzed.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Valid">Texts it must take.</param>
/// <param name="RoundTrip">Reads a text and writes it again; null where it is refused. Anything thrown is a failure.</param>
public sealed record Parser(string Kind, IReadOnlyList<string> Valid, Func<string, string?> RoundTrip);
