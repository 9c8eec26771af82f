using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Cairn.EntityFrameworkCore;

/// <summary>Values of entities as an event holds them.</summary>
internal static class EntityValue
{
    // Longer binary values say what they are by their digest.
    private const int MostBytes = 64;

    /// <summary>A property's value. One of a type of the application's own is told as the database has it.</summary>
    public static AuditValue Of(IProperty property, object? value)
    {
        if (value is null)
        {
            return AuditValue.Null;
        }

        if (Known(value) is { } known)
        {
            return known;
        }

        if (property.GetElementType() is not null && value is IEnumerable list)
        {
            return List(list); // A list of plain values, though the column may hold it as text.
        }

        var stored = property.FindTypeMapping()?.Converter?.ConvertToProvider(value);
        return stored is null ? Other(value) : Known(stored) ?? Other(stored);
    }

    private static AuditValue? Known(object value) => value switch
    {
        string text => (AuditValue)text,
        bool flag => flag,
        Enum constant => constant.ToString(),
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number => (decimal)number,
        decimal number => number,
        double number => number,
        float number => float.IsFinite(number) ? AuditValue.Trusted(number.ToString("R", CultureInfo.InvariantCulture)) : AuditValue.Null,
        Guid id => id,
        DateTimeOffset time => time,
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        char character => character.ToString(),
        byte[] bytes => Bytes(bytes),
        JsonElement json => AuditValue.From(json),
        JsonDocument json => AuditValue.From(json.RootElement),
        _ => default(AuditValue?), // A bare null would become JSON's.
    };

    private static AuditValue Other(object value) => value switch
    {
        IEnumerable list => List(list),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static AuditValue List(IEnumerable list)
    {
        var json = new StringBuilder("[");
        foreach (var item in list)
        {
            json.Append(json.Length > 1 ? "," : "").Append((item is null ? AuditValue.Null : Known(item) ?? Other(item)).Json);
        }

        return AuditValue.Trusted(json.Append(']').ToString());
    }

    private static AuditValue Bytes(byte[] bytes) => bytes.Length <= MostBytes
        ? Convert.ToBase64String(bytes)
        : AuditValue.Trusted(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"length":{{bytes.Length}},"sha256":"{{Convert.ToBase64String(SHA256.HashData(bytes))}}"}"""));
}
