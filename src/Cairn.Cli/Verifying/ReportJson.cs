using System.Globalization;
using Cairn.Mirroring;
using Cairn.Primitives;
using Cairn.Verification;

namespace Cairn.Cli;

/// <summary>A verifier's report as programs read it: one JSON object in one line.</summary>
internal static class ReportJson
{
    public static string Write(VerifyReport report, string store, CheckingKey key) =>
        Printable.Json(Write(new Utf8Buffer(1024), report, store, key).ToString());

    private static Utf8Buffer Write(Utf8Buffer json, VerifyReport report, string store, CheckingKey key)
    {
        json.Raw("{\"verdict\":"u8).Quoted(NameOf(report))
            .Raw(",\"store\":"u8).Quoted(store)
            .Raw(",\"tenant\":"u8).Quoted(report.Log.Tenant)
            .Raw(",\"log\":"u8).Quoted(report.Log.LogId)
            .Raw(",\"origin\":"u8).Quoted(report.Log.Origin)
            .Raw(",\"key\":"u8).Quoted(key.Name)
            .Raw(",\"entries\":"u8).Number(report.Entries)
            .Raw(",\"size\":"u8).Number(report.Size)
            .Raw(",\"newest_at\":"u8);
        _ = report.NewestAt is { } at ? json.Quoted(RfcTime.Format(at)) : json.Raw("null"u8);
        json.Raw(",\"signed_size\":"u8).Number(report.SignedSize)
            .Raw(",\"signed_root\":"u8);
        _ = report.Checkpoint is { } checkpoint ? json.Quoted(checkpoint.Head.Root.ToString()) : json.Raw("null"u8);
        json.Array(",\"findings\":"u8, report.Findings, (json, finding) => Write(json, finding, report.Log.LogId));
        json.Array(",\"notes\":"u8, report.Notes, static (json, note) => json.Quoted(note));
        json.Raw(",\"older\":"u8);
        _ = report.Older is { } older ? Write(json, older, store, key) : json.Raw("null"u8);
        return json.Raw("}"u8);
    }

    /// <summary>The same for a mirror, whose findings are about files.</summary>
    public static string Write(MirrorReport report, string folder, CheckingKey key)
    {
        var json = new Utf8Buffer(1024);
        json.Raw("{\"verdict\":"u8).Quoted(NameOf(
            report.Findings.Count > 0 ? Verdict.Altered : key.Source == KeySource.Store ? Verdict.CouldNotCheck : Verdict.Intact))
            .Raw(",\"mirror\":"u8).Quoted(folder)
            .Raw(",\"origin\":"u8).Quoted(key.Verifier?.Name ?? "")
            .Raw(",\"key\":"u8).Quoted(key.Name)
            .Raw(",\"signed_size\":"u8).Number(report.Head.Size)
            .Raw(",\"signed_root\":"u8).Quoted(report.Head.Root.ToString());
        json.Array(",\"findings\":"u8, report.Findings, static (json, finding) =>
            json.Raw("{\"file\":"u8).Quoted(finding.File).Raw(",\"words\":"u8).Quoted(finding.Words).Raw("}"u8));
        return Printable.Json(json.Raw("}"u8).ToString());
    }

    private static string NameOf(VerifyReport report) => report.IsUnguarded ? "not_guarded" : NameOf(report.Verdict);

    private static string NameOf(Verdict verdict) => verdict switch
    {
        Verdict.Intact => "intact",
        Verdict.Altered => "altered",
        _ => "could_not_check",
    };

    /// <summary>The kind as the specification spells it.</summary>
    public static string KindOf(Finding finding)
    {
        var name = finding.Kind.ToString();
        return char.ToLower(name[0], CultureInfo.InvariantCulture) + name[1..];
    }

    private static void Write(Utf8Buffer json, Finding finding, string log)
    {
        json.Raw("{\"kind\":"u8).Quoted(KindOf(finding)).Raw(",\"log\":"u8).Quoted(log).Raw(",\"index\":"u8);
        _ = finding.Index is { } index ? json.Number(index) : json.Raw("null"u8);
        json.Raw(",\"member\":"u8).Quoted(finding.Member).Raw(",\"words\":"u8).Quoted(finding.Words).Raw("}"u8);
    }
}
