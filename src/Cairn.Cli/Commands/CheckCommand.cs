using System.CommandLine;

namespace Cairn.Cli;

/// <summary><c>cairn check</c>: checks a proof with nothing but the verifier key.</summary>
internal static class CheckCommand
{
    public static Command Create(CliIo io)
    {
        var proof = new Argument<FileInfo>("FILE.tlog-proof") { Description = "The proof." };
        var entry = new Option<FileInfo>("--entry") { Description = "The entry: its leaf, byte for byte.", HelpName = "FILE", Required = true };
        var vkey = new Option<string>("--vkey") { Description = "The verifier key of the log.", HelpName = "KEY", Required = true };
        var command = new CairnCommand("check", "Checks a proof: that the entry is in the log, and what is disclosed of it. Needs no store.")
        {
            Examples = ["""cairn check entry-0.tlog-proof --entry entry-0.json --vkey "$(cat audit.vkey)" """.TrimEnd()],
            ExitCodes = "0 the proof holds; 1 it does not; 2 could not check",
        };
        command.Add(proof);
        command.Add(entry);
        command.Add(vkey);
        command.SetAction(parsed =>
            Run(io, parsed.GetRequiredValue(proof).ToString(), parsed.GetRequiredValue(entry).ToString(), parsed.GetRequiredValue(vkey)));
        return command;
    }

    private static int Run(CliIo io, string proof, string entry, string vkey)
    {
        var leaf = InputFile.Bytes(entry);
        var proven = EntryProof.Check(InputFile.Text(proof), leaf, KeyFile.Parse(vkey));
        var screen = new Screen(io);
        new EntryText(screen).Write(proven, leaf);
        screen.WriteLine();
        screen.WriteLine(
            Piece.Coloured("proven", Spectre.Console.Color.Green),
            $": this is entry {proven.Index} of {proven.Origin}, signed at size {proven.Head.Size} with root {proven.Head.Root}");
        return ExitCode.Done;
    }
}
