using System.CommandLine;

namespace Cairn.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Commands =>
        [.. CommandTree.Create(new()
        {
            Input = Stream.Null,
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            Environment = _ => null
        }).Subcommands.Select(c => c.Name)];

    [Fact]
    public void Every_command_of_the_issues_is_there() =>
        Assert.Equal(
            [
                "record", "list", "show", "tail", "stats", "export", "verify", "checkpoint", "vkey", "prove", "check", "mirror",
                "recover", "spool", "outbox", "apikey", "migrate", "doctor"
            ],
            Commands.Select(c => c.Data));

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_command_has_an_example_that_parses_and_its_exit_codes(string command)
    {
        var help = Cli.Run(command, "--help").Succeeds().Output;
        Assert.Contains("Exit codes:\n  0 ", help, StringComparison.Ordinal);
        var examples = help[help.IndexOf("Example", StringComparison.Ordinal)..].Split('\n')
            .Where(l => l.Contains($"cairn {command}", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(examples);
        var tree = CommandTree.Create(
            new() { Input = Stream.Null, Output = TextWriter.Null, Error = TextWriter.Null, Environment = _ => null });
        foreach (var example in examples)
        {
            var typed = example[(example.IndexOf($"cairn {command}", StringComparison.Ordinal) + "cairn ".Length)..];
            Assert.Empty(tree.Parse(typed.Split([" | ", " > "], StringSplitOptions.None)[0]).Errors);
        }
    }

    [Fact]
    public void A_command_offers_the_options_it_takes_and_no_others()
    {
        Assert.DoesNotContain("--store", Cli.Run("check", "--help").Succeeds().Output, StringComparison.Ordinal);
        Cli.Run("check", "x", "--entry", "y", "--vkey", "z", "--store", "sqlite:a.db").Fails(2, "'--store'");
        Assert.Contains("--store", Cli.Run("list", "--help").Succeeds().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--tenant", Cli.Run("migrate", "--help").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_of_the_whole_has_an_example_and_the_exit_codes()
    {
        var help = Cli.Run("--help").Succeeds().Output;
        Assert.Contains("Example:\n  cairn ", help, StringComparison.Ordinal);
        Assert.Contains("2 could not be done", help, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_mistyped_is_one_line_that_says_where_help_is()
    {
        Cli.Run().Fails(2, "cairn --help");
        Cli.Run("lst").Fails(2, "'lst'", "cairn --help");
        Cli.Run("list", "--wrong").Fails(2, "'--wrong'", "cairn list --help");
        Cli.Run("show", "--store", "sqlite:a.db").Fails(2, "cairn show --help");
    }

    [Fact]
    public void The_version_is_printed() => Assert.StartsWith("0.", Cli.Run("--version").Succeeds().Output, StringComparison.Ordinal);

    [Fact]
    public void An_argument_that_begins_with_an_at_sign_is_what_it_says() =>
        Cli.Run("show", "@nothing", "--store", "sqlite:a.db").Fails(2, "'@nothing'");
}
