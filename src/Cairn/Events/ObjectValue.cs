using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Cairn.Events;

/// <summary>Makes a value of any object, as System.Text.Json reads it; what cannot be read member by member says so in its place.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "AuditValue.Of, the only way here, says so to its callers.")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
internal static class ObjectValue
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static AuditValue Of(object? value) => Known(value) ?? Shape(value!); // Null is known.

    /// <summary>What stands in the place of a value that cannot be read.</summary>
    public static AuditValue Unreadable(Exception e) => $"[unreadable: {e.GetType().Name}]";

    private static AuditValue? Known(object? value) => value switch
    {
        null => AuditValue.Null,
        AuditValue ready => ready,
        string text => text,
        bool truth => truth,
        char character => character,
        sbyte or short or int or long => Convert.ToInt64(value, null),
        byte or ushort or uint or ulong => Convert.ToUInt64(value, null),
        decimal number => number,
        double number => number,
        float number => number,
        Guid id => id,
        DateTimeOffset time => time,
        DateTime time => time,
        DateOnly day => day,
        TimeOnly time => time,
        TimeSpan length => length,
        Enum name => name,
        Uri uri => uri,
        JsonElement json => AuditValue.From(json),
        _ => default(AuditValue?), // A bare null would become JSON's.
    };

    private static AuditValue Shape(object value)
    {
        try
        {
            return AuditValue.From(JsonSerializer.SerializeToElement(value, value.GetType(), Options));
        }
        catch (Exception)
        {
            // The serialiser gives up as a whole: for a getter that throws, a cycle, a type it does not take.
            return new ObjectWalk(Options).Value(value);
        }
    }
}
