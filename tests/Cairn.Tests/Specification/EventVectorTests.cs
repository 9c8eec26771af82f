using System.Text;
using System.Text.Json;
using Cairn.Intake;
using Cairn.Intake.Shaping;

namespace Cairn.Tests;

public sealed class EventVectorTests
{
    public static TheoryData<string> All => VectorFiles.Names("event");

    [Theory]
    [MemberData(nameof(All))]
    public void An_event_is_taken_or_refused_and_shaped_as_its_vector_says(string name)
    {
        var vector = VectorFiles.Read("event", name);
        var problems = Problems(Event(vector), out var auditEvent);

        Assert.Equal(
            vector.GetProperty("errors").EnumerateArray().Select(m => m.GetString()).Order(StringComparer.Ordinal),
            problems.Select(p => p.Member).Order(StringComparer.Ordinal));
        Assert.Equal(vector.GetProperty("accepted").GetBoolean(), auditEvent is not null);
        if (auditEvent is not null)
        {
            Assert.Equal(Text(vector, "shaped"), Written(Shaped(auditEvent)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_shaped_is_read_back_and_shaped_again_as_it_is(string name)
    {
        if (Problems(Event(VectorFiles.Read("event", name)), out var auditEvent) is { Count: 0 })
        {
            var once = Written(Shaped(auditEvent!)); // Without a problem there is an event.
            var reread = EventJson.Reread(Encoding.UTF8.GetBytes(once));

            Assert.Equal(once, Written(reread));
            Assert.Equal(once, Written(Shaped(reread)));
        }
    }

    internal static byte[] Event(JsonElement vector) =>
        vector.Text("event_base64") is { } bytes ? Convert.FromBase64String(bytes) : Encoding.UTF8.GetBytes(Text(vector, "event"));

    private static string Text(JsonElement vector, string member)
    {
        var text = new StringBuilder(vector.GetProperty(member).GetString()!); // The vectors' reader says what its member is.
        foreach (var repeat in vector.TryGetProperty($"{member}_repeat", out var repeats) ? repeats.EnumerateArray() : default)
        {
            text.Replace(
                repeat.Text("placeholder")!, string.Concat(Enumerable.Repeat(repeat.Text("text"), repeat.GetProperty("count").GetInt32())));
        }

        return text.ToString();
    }

    // As the intake does, without masking.
    private static AuditEvent Shaped(AuditEvent auditEvent)
    {
        var shaper = Shaper.Of(auditEvent);
        return shaper.Finish(shaper.Event);
    }

    private static string Written(AuditEvent auditEvent) => Encoding.UTF8.GetString(EventJson.Write(auditEvent));

    private static IReadOnlyList<AuditEventProblem> Problems(byte[] json, out AuditEvent? auditEvent)
    {
        auditEvent = null;
        try
        {
            auditEvent = EventJson.Parse(json);
            return [];
        }
        catch (AuditEventException e)
        {
            return e.Problems;
        }
    }
}
