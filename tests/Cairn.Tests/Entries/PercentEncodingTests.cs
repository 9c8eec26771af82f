using System.Text;
using Cairn.Primitives;

namespace Cairn.Tests;

/// <summary>Each text has one spelling in a leaf, and only that one is read.</summary>
public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("user", "user")]
    [InlineData("Facility Admin", "Facility%20Admin")]
    [InlineData("9lives", "%39lives")]
    [InlineData("_x", "%5Fx")]
    [InlineData("a:b", "a%3Ab")]
    [InlineData("100%", "%3100%25")]
    [InlineData("größe", "gr%C3%B6%C3%9Fe")]
    [InlineData("😀", "%F0%9F%98%80")]
    public void A_type_is_encoded(string text, string spelling)
    {
        Assert.Equal(spelling, PercentEncoding.Type.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(spelling));
        Assert.True(PercentEncoding.Type.Is(spelling));
    }

    [Theory]
    [InlineData("admin", "admin")]
    [InlineData("a:b/c^d~", "a:b/c^d~")]
    [InlineData("^up", "%5Eup")]
    [InlineData("100%", "100%25")]
    [InlineData("a\"b\\c", "a%22b%5Cc")]
    [InlineData("Back Office", "Back%20Office")]
    [InlineData("\u0000\u007F", "%00%7F")]
    public void A_token_is_encoded(string text, string spelling)
    {
        Assert.Equal(spelling, PercentEncoding.Token.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(spelling));
        Assert.True(PercentEncoding.Token.Is(spelling));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("%2")]
    [InlineData("a%2")]
    [InlineData("%20%")]
    [InlineData("%c3%b6")] // Lower case.
    [InlineData("%61bc")] // a stands for itself.
    [InlineData("%C3")] // Half a character.
    [InlineData("%C0%80")] // NUL in two bytes.
    [InlineData("%ED%A0%80")] // Half a pair.
    [InlineData("^up")]
    [InlineData("a b")]
    [InlineData("a\"b")]
    [InlineData("é")]
    public void Another_spelling_is_none(string spelling) => Assert.False(PercentEncoding.Token.Is(spelling));

    [Fact]
    public void A_text_has_at_most_192_bytes()
    {
        Assert.True(PercentEncoding.Token.Is(PercentEncoding.Token.Encode(new string('é', 96))));
        Assert.False(PercentEncoding.Token.Is(string.Concat(Enumerable.Repeat("%C3%A9", 97))));
        Assert.False(PercentEncoding.Token.Is(new string('a', 193)));
        Assert.False(PercentEncoding.Fits(new string('é', 97)));
        Assert.Throws<ArgumentException>(() => PercentEncoding.Type.Encode(new string('a', 193)));
    }

    [Fact]
    public void Every_text_comes_back_and_no_two_share_a_spelling()
    {
        var random = new Random(5);
        var spellings = new Dictionary<string, string>();
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Any(random)));
            foreach (var encoding in new[] { PercentEncoding.Type, PercentEncoding.Token })
            {
                var spelling = encoding.Encode(text);
                Assert.True(encoding.Is(spelling), spelling);
                Assert.Equal(text, PercentEncoding.Decode(spelling));
                Assert.All(spelling, c => Assert.InRange(c, '!', '~'));
            }

            Assert.Equal(text, spellings.GetValueOrDefault(PercentEncoding.Token.Encode(text), text));
            spellings[PercentEncoding.Token.Encode(text)] = text;
        }
    }

    private static string Any(Random random) => random.Next(3) == 0
        ? new Rune(random.Next(0x10000, 0x10FFFF)).ToString()
        : random.Next(2) == 0 ? ((char)random.Next(0xD800)).ToString() : ((char)random.Next(0x80)).ToString();
}
