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
        var problems = Problems(vector.Long("event"));

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
    public void What_is_taken_is_shaped_as_its_vector_says_and_reads_back_the_same(string name)
    {
        var vector = VectorFiles.Read("event", name);
        if (!vector.GetProperty("accepted").GetBoolean())
        {
            return;
        }

        var once = EventJson.Write(EventJson.Parse(vector.Long("event"), ActionCatalog.Standard));
        var twice = EventJson.Write(EventJson.Reread(once));

        Assert.Equal(Encoding.UTF8.GetString(vector.Long("shaped")), Encoding.UTF8.GetString(once));
        Assert.Equal(Encoding.UTF8.GetString(once), Encoding.UTF8.GetString(twice));
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
