namespace Cairn.Primitives;

/// <summary>Fills a span with random bytes; tests pass a seeded one.</summary>
internal delegate void RandomFill(Span<byte> bytes);
