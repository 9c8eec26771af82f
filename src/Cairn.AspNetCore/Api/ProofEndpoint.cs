using System.Text;
using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Proofs;

namespace Cairn.AspNetCore.Api;

/// <summary>That an entry is in the log: a C2SP tlog-proof with the leaf's bytes and what is disclosed.</summary>
internal static class ProofEndpoint
{
    public static async Task RunAsync(ApiCall call)
    {
        var entry = await EntryEndpoint.FindAsync(call).ConfigureAwait(false);
        if (entry.Problems.Count > 0)
        {
            throw ApiProblem.NotProven($"The entry is not as it was written: {string.Join("; ", entry.Problems)}");
        }

        var log = await TreeEndpoints.LogAsync(call).ConfigureAwait(false);
        var classes = Classes(call.Text("disclose"));
        try
        {
            var proof = await EntryProof.MakeAsync(call.Log.Store, log, entry.Source.Stored, classes, call.Cancelled).ConfigureAwait(false);
            call.Trace.Exported(call, call.Tenant, $"id:{entry.Id:D}", "proof");
            await call.JsonAsync(new Utf8Buffer(4 << 10)
                .Raw("{\"index\":"u8).Number(entry.Index)
                .Raw(",\"id\":\""u8).Id(entry.Id)
                .Raw("\",\"origin\":"u8).Quoted(log.Origin)
                .Raw(",\"leaf\":"u8).Quoted(Encoding.UTF8.GetString(proof.Leaf.Span))
                .Raw(",\"proof\":"u8).Quoted(proof.Proof.Format())
                .Raw("}"u8)).ConfigureAwait(false);
        }
        catch (CairnProofException e)
        {
            throw ApiProblem.NotProven(e.Message);
        }
    }

    private static string[] Classes(string? text) => text switch
    {
        null => [],
        "all" => DisclosureGroup.Classes,
        _ when text.Split(',') is var chosen && chosen.All(DisclosureGroup.Classes.Contains) => chosen,
        _ => throw ApiProblem.Bad($"disclose is all, or some of {string.Join(", ", DisclosureGroup.Classes)}."),
    };
}
