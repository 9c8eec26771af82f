namespace Cairn.Cli.Tests;

/// <summary>Runs <c>cairn</c> in this process.</summary>
internal static class Cli
{
    public static Outcome Run(byte[] input, params string[] args) => Run(new MemoryStream(input), io => io, args);

    public static Outcome Run(params string[] args) => Run([], args);

    /// <param name="input">Standard input.</param>
    /// <param name="change">How the surroundings differ from files all around.</param>
    /// <param name="args">What was typed.</param>
    public static Outcome Run(Stream input, Func<CliIo, CliIo> change, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var io = new CliIo { Input = input, Output = output, Error = error, Environment = _ => null };
        var code = CliApp.RunAsync(args, change(io), TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return new(code, output.ToString(), error.ToString());
    }
}
