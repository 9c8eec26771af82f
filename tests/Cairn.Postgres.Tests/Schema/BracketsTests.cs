namespace Cairn.Postgres.Tests;

public sealed class BracketsTests
{
    [Theory]
    [InlineData("(a AND (b OR c))", "a AND (b OR c)")]
    [InlineData("((log = 1))", "log = 1")]
    [InlineData("f( SELECT x\n   FROM t)", "f(SELECT x FROM t)")]
    [InlineData("x ((a OR b))", "x (a OR b)")]
    public void Needless_brackets_make_no_difference(string one, string other) => Assert.Equal(SqlParentheses.Plain(other), SqlParentheses.Plain(one));

    [Theory]
    [InlineData("a AND (b OR c)", "(a AND b) OR c")]
    [InlineData("NOT (a AND b)", "(NOT a) AND b")]
    [InlineData("(a) OR (b)", "a OR b AND c")]
    public void The_others_do(string one, string other) => Assert.NotEqual(SqlParentheses.Plain(other), SqlParentheses.Plain(one));

    [Theory]
    [InlineData("")]
    [InlineData(")")]
    [InlineData("(")]
    [InlineData("a)b(c")]
    public void What_is_unbalanced_is_read_to_its_end(string text) => Assert.NotNull(SqlParentheses.Plain(text));
}
