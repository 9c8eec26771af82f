namespace Cairn.Cli.Tests;

public sealed class OutboxTests
{
    [Fact]
    public void The_outboxs_table_is_printed_as_the_library_makes_it() =>
        Assert.Equal(new PostgresOutbox().Script, Cli.Run("outbox", "script").Succeeds().Output);

    [Fact]
    public void Its_place_can_be_named() => Assert.Equal(
        new PostgresOutbox(new() { Schema = "shop", Table = "audit_outbox" }).Script,
        Cli.Run("outbox", "script", "--dialect", "postgres", "--schema", "shop", "--table", "audit_outbox").Succeeds().Output);

    [Theory]
    [InlineData("--table", "x\"; DROP TABLE members; --")]
    [InlineData("--schema", "cairn")]
    [InlineData("--dialect", "oracle")]
    public void What_is_no_place_or_dialect_is_refused(string option, string value) => Cli.Run("outbox", "script", option, value).Fails(2);
}
