using System.Globalization;

namespace Cairn;

/// <content>What converts by itself.</content>
public readonly partial struct AuditValue
{
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

    private static AuditValue Invariant(IFormattable value, string format) => new($"\"{value.ToString(format, CultureInfo.InvariantCulture)}\"");
}
