using System.CommandLine;
using Cairn.Proofs;

namespace Cairn.Cli;

/// <summary><c>cairn check</c>: checks a proof with nothing but the verifier key.</summary>
internal static class CheckCommand
{
    public static Command Create(CliIo io)
    {
        var proof = new Argument<FileInfo>("FILE.tlog-proof") { Description = "The proof." };
        var entry = new Option<FileInfo>(
            "--entry") { Description = "The file with the entry, as cairn prove --entry wrote it.", HelpName = "FILE", Required = true };
        var key = new KeyOptions();
        var command = new CairnCommand(
            "check", "Checks a proof that an entry is in the log, and shows what the proof says of it. Needs no store.")
        {
            Examples = ["cairn check entry-0.tlog-proof --entry entry-0.json --vkey-file audit.vkey"],
            ExitCodes = "0 the proof holds; 1 it does not; 2 could not check",
        };
        command.Add(proof);
        command.Add(entry);
        key.AddTo(command);
        command.SetAction(parsed =>
            Run(io, parsed.GetRequiredValue(proof).ToString(), parsed.GetRequiredValue(entry).ToString(), key.Read(parsed)));
        return command;
    }

    private static int Run(CliIo io, string proof, string entry, PinnedKey? key)
    {
        if (key is null)
        {
            throw new CliException("No verifier key is given: add --vkey KEY or --vkey-file FILE. Get the key from whoever runs the log.");
        }

        var leaf = InputFile.Bytes(entry);
        var proven = EntryProof.Check(InputFile.Text(proof), leaf, key.Verifier);
        var screen = new Screen(io);
        new EntryText(screen).Write(proven, leaf);
        screen.WriteLine();
        screen.WriteLine(
            Piece.Coloured("proven", Spectre.Console.Color.Green),
            $": this is entry {proven.Index} of {proven.Origin}, recorded at {Times.Short(proven.Leaf.RecordedAt)} by its recorder's "
            + $"clock, signed at size {proven.Head.Size} with root {proven.Head.Root}");
        return ExitCode.Done;
    }
}
