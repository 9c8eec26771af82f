using System.Text.Json;

namespace Cairn.Cli.Tests;

public sealed class PrintableTests
{
    [Fact]
    public void No_control_character_passes()
    {
        var all = new string([.. Enumerable.Range(0, 0xD800).Select(c => (char)c)]);
        Assert.DoesNotContain(Printable.Line(all), char.IsControl);
    }

    [Theory]
    [InlineData("plain [red]text[/] ü 日本語 \\", "plain [red]text[/] ü 日本語 \\")]
    [InlineData("a\nb\tc\rd\u001b[31m\u009b1m\u007f", @"a\nb\tc\rd\u001B[31m\u009B1m\u007F")]
    [InlineData("\u202Eevil\u2069", @"\u202Eevil\u2069")]
    [InlineData("a\u200E\u200B\u00ADb\uFEFF\u061C\u3164", @"a\u200E\u200B\u00ADb\uFEFF\u061C\u3164")]
    [InlineData("\U000E0041\U0001F600 \u2764\uFE0F", "\\uDB40\\uDC41\U0001F600 \u2764\uFE0F")]
    [InlineData("e\u0301\u0915\u094D", "e\u0301\u0915\u094D")]
    public void What_is_harmful_is_escaped_and_nothing_else(string text, string expected) => Assert.Equal(expected, Printable.Line(text));

    [Fact]
    public void Half_a_pair_is_shown_as_what_it_is() => Assert.Equal(@"a\uD83Db", Printable.Line($"a{(char)0xD83D}b"));

    [Fact]
    public void Json_means_the_same_afterwards()
    {
        const string Text = "a\u202E\u009b\u2028 b\u200E\U000E0041";
        Assert.Equal(Text, JsonDocument.Parse(Printable.Json($"[\"{Text}\"]")).RootElement[0].GetString());
    }
}
