using Cairn.Primitives;
using Cairn.Stores;
using Spectre.Console;

namespace Cairn.Cli;

/// <summary>What doctor found, for people and for programs.</summary>
internal sealed class Examination(string store, IReadOnlyList<Diagnosis> checks)
{
    private int Findings => checks.Count(c => c.Result == DiagnosisResult.Finding);

    private int Unchecked => checks.Count(c => c.Result == DiagnosisResult.Unchecked);

    public int ExitCode => Findings > 0 ? Cli.ExitCode.Refused : Unchecked > 0 ? Cli.ExitCode.CouldNot : Cli.ExitCode.Done;

    public void WriteTo(Screen screen)
    {
        foreach (var check in checks)
        {
            screen.WriteLine(Mark(check.Result), $": {check.What}: {check.Words}");
        }

        screen.WriteLine(ExitCode switch
        {
            Cli.ExitCode.Done => [Piece.Coloured("sound", Color.Green), $": {store}"],
            Cli.ExitCode.Refused =>
                [Piece.Coloured("not sound", Color.Red), $": {Findings} {(Findings == 1 ? "finding" : "findings")} in {store}"],
            _ => new Piece[] { Piece.Coloured("could not check", Color.Yellow), $" everything of {store}" },
        });
    }

    public string ToJson()
    {
        var json = new Utf8Buffer(1024);
        json.Raw("{\"verdict\":"u8)
            .Quoted(ExitCode switch { Cli.ExitCode.Done => "sound", Cli.ExitCode.Refused => "not_sound", _ => "could_not_check" })
            .Raw(",\"store\":"u8).Quoted(store);
        json.Array(",\"checks\":"u8, checks, static (json, check) => json
            .Raw("{\"result\":"u8).Quoted(check.Result.ToString().ToLowerInvariant())
            .Raw(",\"what\":"u8).Quoted(check.What)
            .Raw(",\"words\":"u8).Quoted(check.Words).Raw("}"u8));
        return Printable.Json(json.Raw("}"u8).ToString());
    }

    private static Piece Mark(DiagnosisResult result) => result switch
    {
        DiagnosisResult.Ok => Piece.Coloured("ok", Color.Green),
        DiagnosisResult.Note => Piece.Faint("note"),
        DiagnosisResult.Finding => Piece.Coloured("finding", Color.Red),
        _ => Piece.Coloured("unchecked", Color.Yellow),
    };
}
