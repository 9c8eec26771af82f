using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn;

/// <summary>A JSON value: its compact text, numbers as they were spelled.</summary>
public readonly struct AuditValue : IEquatable<AuditValue>
{
    private readonly string? json;

    private AuditValue(string json) => this.json = json;

    /// <summary>JSON's null.</summary>
    public static AuditValue Null { get; } = new("null");

    /// <summary>The compact JSON text.</summary>
    public string Json => json ?? "null";

    /// <summary>Whether this is JSON's null.</summary>
    public bool IsNull => Json == "null";

    /// <summary>Whether this is an object or an array.</summary>
    internal bool IsContainer => Json[0] is '{' or '[';

    /// <summary>The value as people read it: a string without its quotes, anything else as JSON.</summary>
    public override string ToString()
    {
        var text = Json.AsSpan();
        return text[0] != '"' ? Json : text.Contains('\\') ? JsonText.Unescape(text[1..^1]) : text[1..^1].ToString();
    }

    /// <summary>A copy of a JSON element, however deep it is.</summary>
    public static AuditValue From(JsonElement value) => new(CompactValue.Of(value));

    /// <summary>
    /// The same out of an event's JSON, for a place at a level: what lies too deep there stays as it came, and is no
    /// value yet but for shaping.
    /// </summary>
    internal static AuditValue From(JsonElement value, int level) => new(CompactValue.Of(value, EventLimits.Depth + 1 - level));

    /// <summary>
    /// A value serialised with the application's own metadata, so that nothing is reflected over. One that cannot be read says so:
    /// <c>"[unreadable: JsonException]"</c>.
    /// </summary>
    public static AuditValue From<T>(T value, JsonTypeInfo<T> type)
    {
        try
        {
            return From(JsonSerializer.SerializeToElement(value, type));
        }
        catch (Exception e)
        {
            return ObjectValue.Unreadable(e); // A getter or a cycle must not cost the event.
        }
    }

    /// <summary>
    /// Any object: a record, an anonymous object, a list, a dictionary, as System.Text.Json reads it, with enums by their names. It never
    /// throws: a getter that throws is told in its place as <c>"[unreadable: InvalidOperationException]"</c>, a reference to an object
    /// around it as <c>"[cycle]"</c>.
    /// </summary>
    [RequiresUnreferencedCode("Reads the object's members by reflection: in a trimmed application use From with a JsonTypeInfo.")]
    [RequiresDynamicCode(
        "Reads the object's members by reflection: in an application compiled ahead of time use From with a JsonTypeInfo.")]
    public static AuditValue Of(object? value) => ObjectValue.Of(value);

    /// <summary>A string.</summary>
    public static implicit operator AuditValue(string? value) => value is null ? Null : new(Quote(value));

    /// <summary>A character, as a string.</summary>
    public static implicit operator AuditValue(char value) => value.ToString();

    /// <summary>A boolean.</summary>
    public static implicit operator AuditValue(bool value) => new(value ? "true" : "false");

    /// <summary>An integer.</summary>
    public static implicit operator AuditValue(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An integer.</summary>
    public static implicit operator AuditValue(ulong value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An integer.</summary>
    public static implicit operator AuditValue(uint value) => (long)value;

    /// <summary>A decimal.</summary>
    public static implicit operator AuditValue(decimal value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A floating-point number; JSON has no infinity and no NaN, they become null.</summary>
    public static implicit operator AuditValue(double value) =>
        double.IsFinite(value) ? new(value.ToString("R", CultureInfo.InvariantCulture)) : Null;

    /// <summary>A floating-point number, in its own few digits; JSON has no infinity and no NaN, they become null.</summary>
    public static implicit operator AuditValue(float value) =>
        float.IsFinite(value) ? new(value.ToString("R", CultureInfo.InvariantCulture)) : Null;

    /// <summary>A UUID, as a string.</summary>
    public static implicit operator AuditValue(Guid value) => new($"\"{value:D}\"");

    /// <summary>A point in time, as an RFC 3339 string with its offset.</summary>
    public static implicit operator AuditValue(DateTimeOffset value) => Invariant(value, "O");

    /// <summary>A time, as an ISO 8601 string: in UTC with a Z, a local one with its offset, one that does not say with neither.</summary>
    public static implicit operator AuditValue(DateTime value) => Invariant(value, "O");

    /// <summary>A day: <c>2026-11-28</c>.</summary>
    public static implicit operator AuditValue(DateOnly value) => Invariant(value, "O");

    /// <summary>A time of the day: <c>09:30:00.0000000</c>.</summary>
    public static implicit operator AuditValue(TimeOnly value) => Invariant(value, "O");

    /// <summary>A length of time: <c>1.02:03:04.5000000</c> is a day, two hours, three minutes and 4.5 seconds.</summary>
    public static implicit operator AuditValue(TimeSpan value) => Invariant(value, "c");

    /// <summary>An enum's name, or names; its number where that value has no name. As a string.</summary>
    public static implicit operator AuditValue(Enum? value) => value?.ToString();

    /// <summary>A URI as it was given, as a string.</summary>
    public static implicit operator AuditValue(Uri? value) => value?.OriginalString;

    // Most strings need no escape: then one concatenation does.
    private static string Quote(string value) =>
        JsonText.NeedsNoEscape(value) ? string.Concat("\"", value, "\"") : JsonText.Quote(new(value.Length + 8), value).ToString();

    private static AuditValue Invariant(IFormattable value, string format) =>
        new($"\"{value.ToString(format, CultureInfo.InvariantCulture)}\"");

    /// <summary>Takes text that is known to be compact JSON.</summary>
    internal static AuditValue Trusted(string json) => new(json);

    /// <inheritdoc/>
    public bool Equals(AuditValue other) => Json == other.Json;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AuditValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);

    /// <summary>Same JSON text.</summary>
    public static bool operator ==(AuditValue left, AuditValue right) => left.Equals(right);

    /// <summary>Different JSON text.</summary>
    public static bool operator !=(AuditValue left, AuditValue right) => !left.Equals(right);
}
