using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>How long entries of a category, or of an action, are kept.</summary>
/// <param name="Category">As in a leaf; else <see langword="null"/>.</param>
/// <param name="Action">As in a leaf; else <see langword="null"/>. Exactly one of both is given.</param>
/// <param name="Days"><see langword="null"/>: for ever.</param>
internal sealed record RetentionRule(string? Category, string? Action, long? Days)
{
    public static RetentionRule OfCategory(string category, long? days) => new(category, null, days);

    public static RetentionRule OfAction(string action, long? days) => new(null, action, days);

    /// <exception cref="FormatException">It is no rule.</exception>
    public static RetentionRule Read(JsonElement json)
    {
        var days = json.OptionalNumber("days", PolicySetManifest.MostDays);
        if (json.TryGetProperty("category", out var category))
        {
            return category.GetString() is { } text && IsCategory(text)
                ? OfCategory(text, days)
                : throw new FormatException("a rule's category is not one");
        }

        return json.Text("action") is var action && Grammar.IsAction(action)
            ? OfAction(action, days)
            : throw new FormatException("a rule's action is not one");
    }

    public void Format(Utf8Buffer json)
    {
        _ = Category is null ? json.Raw("{\"action\":"u8).Quoted(Action) : json.Raw("{\"category\":"u8).Quoted(Category);
        json.Raw(",\"days\":"u8).OptionalNumber(Days).Raw("}"u8);
    }

    private static bool IsCategory(string text) =>
        Grammar.IsCategory(text) || (text is ['^', .. var hash] && Base64Text.IsSpelled(hash, 16));
}
