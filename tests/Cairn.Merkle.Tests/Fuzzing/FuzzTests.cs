using Cairn.Contracts;

namespace Cairn.Merkle.Tests;

public class FuzzTests
{
    public static TheoryData<string> Kinds => [.. Parsers.All.Select(parser => parser.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Valid_texts_are_taken_and_written_again(string kind)
    {
        var parser = Parsers.Named(kind);
        Assert.All(parser.Valid, text => Assert.Equal(text, parser.RoundTrip(text)));
    }

    // More of the same, with other seeds, is a benchmark's work: Fuzz.Run.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Mutated_texts_are_refused_or_written_again(string kind) =>
        Assert.InRange(Fuzz.Run(Parsers.Named(kind), seed: 30, count: 20_000), 0, 20_000);
}
