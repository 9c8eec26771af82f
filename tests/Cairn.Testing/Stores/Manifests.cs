using System.Globalization;
using System.Text;

namespace Cairn.Testing;

/// <summary>Entries that bring manifests, spelled as docs/spec/entry.md has them.</summary>
internal static class Manifests
{
    private const string Run = "AAAAAAAAAAAAAAAAAAAAAA";

    public static SealedEntry Plan(LogIdentity log, long id, string set, string? notBefore = null, DateTimeOffset? at = null) =>
        Own(log, id, "cairn.expiry_planned", $$"""{"v":1,"kind":"expiry_planned","run":"{{Run}}","part":1,"parts":1,"policy":null,"not_before":{{Quoted(notBefore)}},"set":{{set}}}""", at);

    public static SealedEntry Erased(LogIdentity log, long id, params IEnumerable<string> digests) =>
        Own(log, id, "cairn.data_erased", $$"""{"v":1,"kind":"erased","run":"{{Run}}","part":1,"parts":1,"digests":["{{string.Join("\",\"", digests.Order(StringComparer.Ordinal))}}"]}""");

    public static SealedEntry Placed(LogIdentity log, long id, string hold, string set) =>
        Own(log, id, "cairn.hold_placed", $$"""{"v":1,"kind":"hold_placed","hold":"{{hold}}","part":1,"parts":1,"until":null,"set":{{set}}}""");

    public static SealedEntry Lifted(LogIdentity log, long id, string hold) =>
        Own(log, id, "cairn.hold_lifted", $$"""{"v":1,"kind":"hold_lifted","hold":"{{hold}}"}""");

    public static string Ranges(params (long From, long To)[] ranges) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"ranges":[{{string.Join(',', ranges.Select(r => $"[{r.From},{r.To}]"))}}]}""");

    /// <summary>A bitmap; its first bit stands for the first index.</summary>
    public static string Bits(params long[] indexes)
    {
        var bits = new byte[((indexes[^1] - indexes[0]) / 8) + 1];
        foreach (var index in indexes)
        {
            bits[(index - indexes[0]) / 8] |= (byte)(0x80 >> (int)((index - indexes[0]) % 8));
        }

        return string.Create(CultureInfo.InvariantCulture, $$"""{"first":{{indexes[0]}},"bits":"{{Base64.Encode(bits)}}"}""");
    }

    public static SealedEntry Own(LogIdentity log, long id, string action, string manifest, DateTimeOffset? at = null) => Some.Entry(
        log,
        new AuditEvent { Action = action, Category = "cairn", Actor = new("system") { Id = "cairn" } },
        id,
        at ?? Some.Time.AddMilliseconds(id),
        Encoding.UTF8.GetBytes(manifest));

    private static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";
}
