using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>Members that several kinds of manifest share, and how they are read and written.</summary>
internal static class ManifestMembers
{
    /// <summary>The largest number a manifest holds: every JSON parser reads it exactly.</summary>
    public const long Largest = (1L << 53) - 1;

    /// <exception cref="FormatException">It is no number of that range.</exception>
    public static long Number(this JsonElement json, string member, long least = 0, long most = Largest) =>
        json.GetProperty(member).GetInt64() is var number && number >= least && number <= most
            ? number
            : throw new FormatException($"its {member} is not a number from {least} to {most}");

    public static long? OptionalNumber(this JsonElement json, string member, long most = Largest) =>
        json.GetProperty(member).ValueKind == JsonValueKind.Null ? null : json.Number(member, most: most);

    /// <exception cref="FormatException">It is no text.</exception>
    public static string Text(this JsonElement json, string member) =>
        json.GetProperty(member).GetString() ?? throw new FormatException($"its {member} is not a text");

    public static string? OptionalText(this JsonElement json, string member) => json.GetProperty(member).GetString();

    /// <exception cref="FormatException">It is no time as a leaf has it.</exception>
    public static DateTimeOffset Time(this JsonElement json, string member) =>
        RfcTime.TryParseCanonical(json.Text(member), out var time) ? time : throw new FormatException($"its {member} is not a time");

    public static DateTimeOffset? OptionalTime(this JsonElement json, string member) =>
        json.GetProperty(member).ValueKind == JsonValueKind.Null ? null : json.Time(member);

    public static Utf8Buffer OptionalNumber(this Utf8Buffer json, long? number) =>
        number is { } some ? json.Number(some) : json.Raw("null"u8);

    public static Utf8Buffer OptionalText(this Utf8Buffer json, string? text) => text is null ? json.Raw("null"u8) : json.Quoted(text);

    public static Utf8Buffer OptionalTime(this Utf8Buffer json, DateTimeOffset? time) =>
        time is { } some ? json.Raw("\""u8).Time(some).Raw("\""u8) : json.Raw("null"u8);
}
