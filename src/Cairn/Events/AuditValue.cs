using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

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
        if (Json[0] != '"')
        {
            return Json;
        }

        using var document = JsonDocument.Parse(Json);
        return document.RootElement.GetString() ?? "";
    }

    /// <summary>A copy of a JSON element.</summary>
    public static AuditValue From(JsonElement value) => new(new Utf8Buffer(64).Json(value).ToString());

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
        value.AsSpan().IndexOfAny('"', '\\') < 0 && !value.AsSpan().ContainsAnyInRange('\0', '\x1F')
            ? string.Concat("\"", value, "\"")
            : new Utf8Buffer(value.Length + 8).Quoted(value).ToString();

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
