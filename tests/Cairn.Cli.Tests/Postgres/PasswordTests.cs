namespace Cairn.Cli.Tests.Postgres;

/// <summary>Where a password comes from, and that it goes nowhere.</summary>
[Trait("Needs", "servers")]
public sealed class PasswordTests : IAsyncLifetime
{
    private PostgresBench bench = null!; // Made before each test.

    public async ValueTask InitializeAsync() => bench = await PostgresBench.MigratedAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Theory]
    [InlineData(
        "list", "show 0", "show 0 --json", "verify", "verify --json", "checkpoint", "vkey", "prove 0 -o p --entry e", "mirror m", "recover",
        "migrate", "list --help", "list --log x", "show 99")]
    public void It_is_in_no_output(params string[] commands)
    {
        bench.Record(Bench.RoleChanged);
        foreach (var command in commands)
        {
            string[] args = [.. command.Split(' ').Select(a => a is "p" or "e" or "m" ? bench.File(a) : a)];
            var outcome = bench.Run(args);
            Assert.DoesNotContain(bench.Password, outcome.Output + outcome.Error, StringComparison.Ordinal);
            outcome = Cli.Run(Stream.Null, io => io with
            {
                Environment = n => n == "CAIRN_STORE" ? bench.Store : n == "CAIRN_DEBUG" ? "1" : null,
                DataFolder = bench.File("none")
            }, args);
            Assert.DoesNotContain(bench.Password, outcome.Output + outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_wrong_one_is_refused_and_not_repeated()
    {
        var wrong = bench.Store.Replace(bench.Password, "a-wrong-one", StringComparison.Ordinal);
        var outcome = Cli.Run("list", "--store", wrong).Fails(2, bench.Name, "refused the login");
        Assert.DoesNotContain("a-wrong-one", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void It_may_come_from_the_environment_or_from_a_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These lines are for a Unix shell.");
        bench.Record(Bench.RoleChanged);
        var store = bench.Store.Replace($":{bench.Password}@", "@", StringComparison.Ordinal);
        var user = new Uri(store).UserInfo;
        var folder = Path.GetDirectoryName(bench.File("x"))!; // A file lies in a folder.
        File.WriteAllText(bench.File("pass"), $"*:*:*:{user}:{bench.Password}\n");
        Modes.Set(bench.File("pass"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Single(
            CairnProcess.Shell(folder, $"PGPASSWORD='{bench.Password}'; export PGPASSWORD; cairn list --store '{store}'").Succeeds().Lines);
        Assert.Single(CairnProcess.Shell(folder, $"PGPASSFILE='{bench.File("pass")}'; export PGPASSFILE; cairn list --store '{store}'")
            .Succeeds().Lines);
        Assert.Contains(
            "asks for a password, and none was given",
            CairnProcess.Shell(folder, $"cairn list --store '{store}'").Fails(2).Error,
            StringComparison.Ordinal);
    }
}
