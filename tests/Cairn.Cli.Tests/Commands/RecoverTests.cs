namespace Cairn.Cli.Tests;

public sealed class RecoverTests : IDisposable
{
    private readonly Bench bench = new();

    [Fact]
    public void A_log_that_can_be_signed_needs_none()
    {
        bench.With(Bench.RoleChanged);
        Assert.Contains("nothing to recover", bench.Run("recover").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restored_log_goes_on_and_the_old_one_still_shows_the_break()
    {
        bench.With(Bench.RoleChanged);
        var old = bench.Json("show", "0", "--json").GetProperty("log").GetString()!; // An entry has a log.
        var putBack = bench.SetAside();
        bench.With(Bench.RoleChanged);
        putBack();
        bench.RunWith(Bench.RoleChanged, "record").Fails(1, "cairn recover");
        Assert.Contains(old, bench.Run("recover").Succeeds().Output, StringComparison.Ordinal);
        Assert.StartsWith(
            $"recovered: this log goes on after a break, under a new origin. What was recorded before it is in log {old}: "
            + $"cairn verify --log {old}",
            bench.Run("verify").Lines[0],
            StringComparison.Ordinal);
        Assert.Contains($"cairn list --log {old}", bench.Run("list").Succeeds().Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("older one", bench.Run("list", "--log", old).Output, StringComparison.Ordinal);
        bench.With(Bench.RoleChanged);
        bench.Run("verify").Succeeds();
        Assert.Equal("cairn.log_continued", bench.Json("show", "0", "--json").GetProperty("leaf").GetProperty("action").GetString());
        Assert.Equal(1, bench.Run("verify", "--log", old).Code);
        Assert.Single(bench.Run("list", "--log", old).Lines);
    }

    [Fact]
    public void A_lost_key_is_replaced_and_the_break_attested()
    {
        bench.With(Bench.RoleChanged);
        File.Delete(bench.KeyFile);
        bench.Run("recover").Succeeds();
        bench.With(Bench.RoleChanged);
        bench.Run("verify").Succeeds();
    }

    [Fact]
    public void No_store_is_made_where_there_was_none()
    {
        bench.Run("recover").Fails(2, "There is no log at");
        Assert.False(File.Exists(bench.Path));
    }

    public void Dispose() => bench.Dispose();
}
