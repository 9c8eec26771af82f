using Cairn.Server.Demo;

namespace Cairn.Server.Tests.Demo;

public sealed class DemoArgumentsTests
{
    [Fact]
    public void Nothing_asked_is_the_default() => Assert.Equal(new("cairn-demo", null), DemoArguments.Parse([], out _));

    [Fact]
    public void Folder_and_port_come_in_any_order() =>
        Assert.Equal(new("here", 8080), DemoArguments.Parse(["--port", "8080", "--folder", "here"], out _));

    [Theory]
    [InlineData("--port needs a number from 0 to 65535.", "--port")]
    [InlineData("--port needs a number from 0 to 65535.", "--port", "-1")]
    [InlineData("--port needs a number from 0 to 65535.", "--port", "65536")]
    [InlineData("--port needs a number from 0 to 65535.", "--port", "http")]
    [InlineData("--folder needs the name of a folder.", "--folder")]
    [InlineData("--folder needs the name of a folder.", "--folder", "")]
    [InlineData("'here' is no option of the demo.", "here")]
    [InlineData("'--open' is no option of the demo.", "--port", "1", "--open")]
    public void What_is_not_understood_is_named(string words, params string[] args)
    {
        Assert.Null(DemoArguments.Parse(args, out var error));
        Assert.Equal(words, error);
    }
}
