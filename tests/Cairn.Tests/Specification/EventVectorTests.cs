using System.Text;
using System.Text.Json;

namespace Cairn.Tests;

public sealed class EventVectorTests
{
    public static TheoryData<string> All => VectorFiles.Names("event");

    [Theory]
    [MemberData(nameof(All))]
    public void An_event_is_taken_or_refused_as_its_vector_says(string name)
    {
        var vector = VectorFiles.Read("event", name);
        var problems = Problems(Encoding.UTF8.GetBytes(Event(vector)));

        if (vector.GetProperty("accepted").GetBoolean())
        {
            Assert.Empty(problems);
            return;
        }

        Assert.Equal(
            vector.GetProperty("errors").EnumerateArray().Select(m => m.GetString()).Order(StringComparer.Ordinal),
            problems.Select(p => p.Member).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_taken_is_written_in_a_spelling_that_is_taken_again(string name)
    {
        var vector = VectorFiles.Read("event", name);
        if (!vector.GetProperty("accepted").GetBoolean())
        {
            return;
        }

        var once = EventJson.Write(EventJson.Parse(Encoding.UTF8.GetBytes(Event(vector)), ActionCatalog.Standard));
        var twice = EventJson.Write(EventJson.Parse(once, ActionCatalog.Standard));

        Assert.Equal(Encoding.UTF8.GetString(once), Encoding.UTF8.GetString(twice));
    }

    internal static string Event(JsonElement vector)
    {
        var text = vector.GetProperty("event").GetString()!; // The vectors' reader says what its member is.
        return vector.TryGetProperty("event_repeat", out var repeat)
            ? text.Replace(repeat.Text("placeholder")!, string.Concat(Enumerable.Repeat(repeat.Text("text"), repeat.GetProperty("count").GetInt32())), StringComparison.Ordinal)
            : text;
    }

    private static IReadOnlyList<AuditEventProblem> Problems(byte[] json)
    {
        try
        {
            EventJson.Parse(json, ActionCatalog.Standard);
            return [];
        }
        catch (AuditEventException e)
        {
            return e.Problems;
        }
    }
}
