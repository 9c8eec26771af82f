using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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

    /// <summary>The same out of an event's JSON, for a place at a level: what lies too deep there stays as it came, and is no value yet but for shaping.</summary>
    internal static AuditValue From(JsonElement value, int level) => new(CompactValue.Of(value, EventLimits.Depth + 1 - level));

    /// <summary>A value serialised with the application's own metadata, so that nothing is reflected over.</summary>
    public static AuditValue From<T>(T value, JsonTypeInfo<T> type) => From(JsonSerializer.SerializeToElement(value, type));

    /// <summary>A string.</summary>
    public static implicit operator AuditValue(string? value) => value is null ? Null : new(Quote(value));

    /// <summary>A boolean.</summary>
    public static implicit operator AuditValue(bool value) => new(value ? "true" : "false");

    /// <summary>An integer.</summary>
    public static implicit operator AuditValue(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A decimal.</summary>
    public static implicit operator AuditValue(decimal value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A floating-point number; JSON has no infinity and no NaN, they become null.</summary>
    public static implicit operator AuditValue(double value) =>
        double.IsFinite(value) ? new(value.ToString("R", CultureInfo.InvariantCulture)) : Null;

    /// <summary>A UUID, as a string.</summary>
    public static implicit operator AuditValue(Guid value) => new($"\"{value:D}\"");

    /// <summary>A point in time, as an RFC 3339 string.</summary>
    public static implicit operator AuditValue(DateTimeOffset value) => new($"\"{value.ToString("O", CultureInfo.InvariantCulture)}\"");

    // Most strings need no escape: then one concatenation does.
    private static string Quote(string value) =>
        JsonText.NeedsNoEscape(value) ? string.Concat("\"", value, "\"") : JsonText.Quote(new(value.Length + 8), value).ToString();

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
