using Cairn.Contracts;

namespace Cairn.Tests;

public sealed class FuzzTests
{
    public static TheoryData<string> Kinds => [.. CoreParsers.All.Select(p => p.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_it_is_given_a_parser_refuses_or_takes_one_spelling(string kind)
    {
        var parser = CoreParsers.All.Single(p => p.Kind == kind);

        Assert.All(parser.Valid, text => Assert.Equal(text, parser.RoundTrip(text)));
        _ = Fuzz.Run(parser, seed: 11, count: 20_000);
    }
}
