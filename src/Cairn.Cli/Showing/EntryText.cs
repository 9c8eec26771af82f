using System.Globalization;
using System.Text.Json;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Proofs;
using Cairn.Verification;

namespace Cairn.Cli;

/// <summary>An entry as people read it: the sentence, the facts of its leaf, each disclosure, what is gone, and the bytes.</summary>
internal sealed class EntryText(Screen screen)
{
    public void Write(EntryView entry, string sentence, LogIdentity log)
    {
        screen.WriteLine(Piece.Strong(sentence));
        Fact("entry", $"{entry.Index} of log {log.LogId} (tenant {log.Tenant}, origin {log.Origin})");
        Facts(entry.Leaf);
        foreach (var disclosure in entry.Disclosures)
        {
            Disclosed(disclosure);
        }

        foreach (var withheld in entry.Withheld)
        {
            screen.WriteLine();
            screen.WriteLine(
                Piece.Strong(withheld.Name),
                Piece.Faint(
                    $"  class {withheld.Class}, about {withheld.Subject ?? "nobody"}, digest {withheld.Digest}: "
                    + "encrypted, its key is not here"));
        }

        Gone(entry.IsToldApart ? "erased" : "erased, or missing (this login cannot tell)", entry.Erased);
        Gone("missing", entry.Missing);

        screen.WriteLine();
        Fact("leaf hash", entry.LeafHash.ToString());
        Fact("leaf", entry.LeafText);
    }

    /// <summary>An entry that was proven without its log.</summary>
    public void Write(ProvenEntry entry, ReadOnlySpan<byte> leafBytes)
    {
        Facts(entry.Leaf);
        foreach (var disclosure in entry.Disclosures)
        {
            Disclosed(disclosure);
        }

        var withheld = entry.Leaf.Digests.Count - entry.Disclosures.Count;
        screen.WriteLine();
        Fact("not disclosed", withheld == 0 ? null : $"{withheld} of {entry.Leaf.Digests.Count} disclosures: withheld or erased");
        Fact("leaf hash", Hash.OfLeaf(leafBytes).ToString());
    }

    private void Gone(string how, IReadOnlyList<string> digests)
    {
        foreach (var digest in digests)
        {
            screen.WriteLine();
            screen.WriteLine(Piece.Strong(how), Piece.Faint($"  digest {digest}"));
        }
    }

    private void Facts(Leaf leaf)
    {
        Fact("id", leaf.Id.ToString("D"));
        Fact("occurred at", RfcTime.Format(leaf.OccurredAt));
        Fact("recorded at", RfcTime.Format(leaf.RecordedAt));
        Fact("producer", leaf.Producer is null ? null : $"{leaf.Producer}, number {leaf.Seq}");
        Fact("action", leaf.Action);
        Fact("category", Word(leaf.Category));
        Fact("actor", Party(leaf.Actor));
        Fact("role", Word(leaf.Role));
        Fact("on behalf of", leaf.OnBehalfOf is null ? null : Party(leaf.OnBehalfOf));
        foreach (var target in leaf.Targets)
        {
            Fact("target", Party(target));
        }

        screen.WriteLine(Label("outcome"), Piece.Of(leaf.Result), leaf.Code is null ? "" : $", code {Word(leaf.Code)}");
        Fact("duration", leaf.Duration is { } duration ? string.Create(CultureInfo.InvariantCulture, $"{duration:N0} ms") : null);
        Fact("source", Word(leaf.Source));
        Fact("request", Covered(leaf.RequestId));
        Fact("trace", Covered(leaf.TraceId));
        Fact("operation", Covered(leaf.OperationId));
        Fact("declared", leaf.Declared);
        Fact("manifest", leaf.Manifest);
    }

    private void Disclosed(Disclosure disclosure)
    {
        screen.WriteLine();
        screen.WriteLine(
            Piece.Strong(disclosure.Name),
            Piece.Faint($"  class {disclosure.Class}, about {disclosure.Subject ?? "nobody"}, digest {disclosure.Digest}"));
        using var value = JsonDocument.Parse(disclosure.Value);
        foreach (var member in value.RootElement.EnumerateObject().Where(m => m.Name != "subject"))
        {
            Value(member);
        }
    }

    private void Value(JsonProperty member)
    {
        switch (member)
        {
            case { Name: "changes", Value.ValueKind: JsonValueKind.Array }:
                foreach (var change in member.Value.EnumerateArray())
                {
                    Change(change);
                }

                break;
            case { Name: "shaped", Value.ValueKind: JsonValueKind.Object }:
                foreach (var mark in ShapeMarkJson.Read(member.Value))
                {
                    Fact("shaped", $"{mark.Path[1..]}: {MarkWords.Of(mark)}");
                }

                break;
            case { Name: "more_targets" or "more_personal", Value.ValueKind: JsonValueKind.Object }:
                More(member);
                break;
            case { Value.ValueKind: JsonValueKind.Object }:
                foreach (var inner in member.Value.EnumerateObject())
                {
                    Fact($"{member.Name} {inner.Name}", Text(inner.Value));
                }

                break;
            default:
                Fact(member.Name, Text(member.Value));
                break;
        }
    }

    private void More(JsonProperty member)
    {
        var label = member.Name.Replace('_', ' ');
        Fact(
            label,
            string.Create(CultureInfo.InvariantCulture, $"{member.Value.GetProperty("count").GetInt64():N0}, of which these are kept:"));
        foreach (var item in member.Value.GetProperty("list").EnumerateArray())
        {
            Fact("", Text(item));
        }
    }

    // An element that stood for another person's part is null here; its own disclosure shows it.
    private void Change(JsonElement change)
    {
        if (change.ValueKind == JsonValueKind.Object && change.TryGetProperty("path", out var path))
        {
            Fact(
                "change",
                $"{(path.GetString() is { Length: > 0 } p ? p : "the whole value")}: {Side(change, "before")} → {Side(change, "after")}");
        }
        else
        {
            Fact("change", Text(change));
        }
    }

    private static string Side(JsonElement change, string side) =>
        change.TryGetProperty(side, out var value) ? value.GetRawText() : "(nothing)";

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();

    private static string Party(LeafParty party) =>
        party.Id is null
            ? PercentEncoding.Decode(party.Type)
            : $"{PercentEncoding.Decode(party.Type)} {(party.IsPseudonym ? $"{party.Id} (a pseudonym)" : Covered(party.Id))}";

    // As it came; what a disclosure has stands there.
    private static string? Word(string? word) => word is null ? null : StandIn.Is(word) ? Covered(word) : PercentEncoding.Decode(word);

    private static string? Covered(string? text) => text is not null && StandIn.Is(text) ? $"{text} (a stand-in)" : text;

    private void Fact(string label, string? value)
    {
        if (value is not null)
        {
            screen.WriteLine(Label(label), value);
        }
    }

    private static Piece Label(string label) => Piece.Faint($"  {label,-13} ");
}
