using System.Text;
using System.Text.Json.Nodes;
using Cairn.Primitives;

namespace Cairn.Cli.Tests;

/// <summary>The largest of everything is accepted, and every command reads what was accepted.</summary>
public sealed class LargestTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    /// <summary>Bytes less than an event may be, down to where nothing comes near a limit.</summary>
    public static TheoryData<int> Sizes() => [0, 1, 60, 150, 299, 300, 301, 1_000, -1, -10_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_event_of_the_largest_size_is_read_by_every_command(int less) => IsReadByAll(OfSize(EventLimits.Bytes - less));

    public static TheoryData<string> Largest() =>
        ["targets", "changes", "metadata", "personal", "ids", "texts", "depth", "words", "escapes", "everything"];

    [Theory]
    [MemberData(nameof(Largest))]
    public void The_largest_of_each_part_is_read_by_every_command(string part) => IsReadByAll(Of(part));

    private void IsReadByAll(string json)
    {
        bench.With(json);
        bench.Run("verify").Succeeds();
        var shown = bench.Run("show", "0").Succeeds();
        Assert.DoesNotContain("not as it was written", shown.Output, StringComparison.Ordinal);
        bench.Run("show", "0", "--json").Succeeds();
        bench.Run("list").Succeeds();
        bench.Run("list", "--json").Succeeds();
        var (proof, entry, vkey) = (bench.File("x.tlog-proof"), bench.File("x.json"), bench.Vkey());
        bench.Run("prove", "0", "-o", proof, "--entry", entry, "--disclose", "all").Succeeds();
        Cli.Run([], "check", proof, "--entry", entry, "--vkey", vkey).Succeeds();
        var mirror = bench.File("m");
        bench.Run("mirror", mirror).Succeeds();
        Cli.Run([], "verify", "--mirror", mirror, "--vkey", vkey).Succeeds();
    }

    private static JsonObject Event() => JsonNode.Parse(Bench.RoleChanged)!.AsObject(); // An object.

    private static string OfSize(int bytes)
    {
        var e = Event();
        var metadata = new JsonObject();
        e["metadata"] = metadata;
        for (var i = 0; i < 4; i++)
        {
            metadata[$"m{i}"] = new string('x', 200_000);
        }

        metadata["last"] = "";
        var left = bytes - Encoding.UTF8.GetByteCount(e.ToJsonString());
        for (var i = 0; i < 4 && left > 0; i++)
        {
            var more = Math.Min(left, 60_000);
            metadata[$"m{i}"] = new string('x', 200_000 + more);
            left -= more;
        }

        metadata["last"] = new string('x', left);
        Assert.Equal(bytes, Encoding.UTF8.GetByteCount(e.ToJsonString()));
        return e.ToJsonString();
    }

    private static string Of(string part)
    {
        var e = Event();
        if (part is "targets" or "everything")
        {
            e["targets"] = new JsonArray([.. Enumerable.Range(0, 10 * EventLimits.Targets)
                .Select(i => new JsonObject { ["type"] = "user", ["id"] = $"u{i}", ["name"] = $"Name {i}" })]);
        }

        if (part is "changes" or "everything")
        {
            e["changes"] = new JsonArray([.. Enumerable.Range(0, 2 * EventLimits.Changes)
                .Select(i => new JsonObject { ["path"] = $"/a/{i}", ["before"] = i, ["after"] = new string('y', 300) })]);
        }

        if (part is "metadata" or "everything")
        {
            e["metadata"] = new JsonObject(Enumerable.Range(0, 20_000).Select(i => KeyValuePair.Create<string, JsonNode?>($"name{i}", i)));
        }

        if (part is "personal" or "everything")
        {
            e["metadata"] = new JsonObject(
                Enumerable.Range(0, EventLimits.Personal).Select(i => KeyValuePair.Create<string, JsonNode?>($"p{i}", $"value {i}")));
            e["personal"] = new JsonArray([.. Enumerable.Range(0, EventLimits.Personal).Select(i =>
                new JsonObject { ["path"] = $"/metadata/p{i}", ["subject"] = new JsonObject { ["type"] = "user", ["id"] = $"x{i}" } })]);
        }

        if (part is "ids" or "everything")
        {
            e["actor"]!["id"] = new string('\u4e00', EventLimits.Characters); // An event has an actor.
            e["context"] = new JsonObject
            {
                ["request_id"] = new string('r', 5_000), ["trace_id"] = new string('t', 5_000), ["source"] = new string('s', 5_000),
            };
        }

        if (part is "texts" or "everything")
        {
            e["reason"] = new string('\u4e00', EventLimits.Text);
            e["actor"]!["name"] = new string('\ud83d', 1) + new string('n', EventLimits.Text); // As above.
        }

        if (part is "depth" or "everything")
        {
            JsonNode deep = 1;
            for (var i = 0; i < 200; i++)
            {
                deep = new JsonObject { ["d"] = deep };
            }

            e["metadata"] = new JsonObject { ["deep"] = deep.ToJsonString() };
            var (open, close) = (new string('[', 28), new string(']', 28));
            e["changes"] = JsonNode.Parse($$"""[{"path":"/deep","after":{{open}}1{{close}}}]""");
        }

        if (part is "words" or "everything")
        {
            e["category"] = new string('c', EventLimits.Category);
            e["outcome"] = new JsonObject
            {
                ["result"] = "failure", ["code"] = new string('\u00e9', 5_000), ["error"] = new string('e', 1 << 20),
            };
        }

        if (part is "escapes")
        {
            e["reason"] = string.Concat(Enumerable.Repeat("\u0001\"\\\u2028", 60_000));
        }

        return e.ToJsonString();
    }
}
