namespace Cairn.Cli.Tests;

public sealed class DoctorTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void A_file_as_Cairn_makes_it_is_sound()
    {
        bench.With(Bench.RoleChanged);
        var outcome = bench.Run("doctor").Succeeds();
        Assert.Equal($"sound: {bench.Store}", outcome.Lines[^1]);
        Assert.Contains(outcome.Lines, l => l.StartsWith("ok: schema", StringComparison.Ordinal));
        Assert.Equal("sound", bench.Json("doctor", "--json").GetProperty("verdict").GetString());
    }

    [Fact]
    public void A_trigger_that_is_gone_is_named()
    {
        bench.With(Bench.RoleChanged).Sql("DROP TRIGGER entries_refuses_UPDATE");
        var outcome = bench.Run("doctor");
        Assert.Equal((1, ""), (outcome.Code, outcome.Error));
        Assert.Contains(
            outcome.Lines,
            l => l.StartsWith("finding: ", StringComparison.Ordinal) && l.Contains("entries_refuses_UPDATE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a.db")]
    [InlineData("a.db.key")]
    public void A_file_that_others_read_is_named(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions");
        bench.With(Bench.RoleChanged);
        Modes.Set(bench.File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var outcome = bench.Run("doctor");
        Assert.Equal((1, ""), (outcome.Code, outcome.Error));
        Assert.Contains($"chmod 600 {bench.File(name)}", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_could_not_be_checked() => bench.Run("doctor").Fails(2, bench.Path);
}
