using System.Text;

namespace Cairn.Cli;

/// <summary>A proof that a server makes. It needs no trust in the server: <c>cairn check</c> holds it against the verifier key.</summary>
internal static class ServerProof
{
    public static async Task<int> WriteAsync(
        CliIo io,
        ServerConnection connection,
        EntryReference reference,
        string? disclose,
        string proofFile,
        string entryFile,
        CancellationToken cancellationToken)
    {
        using var closing = connection;
        using var json = await connection.GetJsonAsync(
            $"events/{reference}/proof", [("disclose", disclose)], cancellationToken).ConfigureAwait(false);
        var proof = json.RootElement;
        NewFiles.Write(entryFile, Encoding.UTF8.GetBytes(proof.GetProperty("leaf").GetString() ?? ""));
        NewFiles.Write(proofFile, proof.GetProperty("proof").GetString() ?? "");
        new Screen(io).WriteLine(
            $"{proofFile} proves entry {proof.GetProperty("index").GetInt64()} of {proof.GetProperty(
                "origin").GetString()}, which is in {entryFile}; ",
            $"disclosed: {disclose ?? "nothing"}");
        return ExitCode.Done;
    }
}
