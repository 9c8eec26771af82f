using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// Keys as ids of targets. The parts of a composite key stand side by side with commas; a comma or a backslash within a part
/// has a backslash before it.
/// </summary>
internal static class EntityId
{
    public static string? Of(IUpdateEntry entry, IReadOnlyList<IProperty> properties) => properties is [var only]
        ? Text(entry, only)
        : string.Join(',', properties.Select(
            p => Text(entry, p)?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)));

    /// <summary>The id of an entity's row.</summary>
    public static string? Of(IUpdateEntry entry) => entry.EntityType.FindPrimaryKey() is { } key ? Of(entry, key.Properties) : null;

    private static string? Text(IUpdateEntry entry, IProperty property) =>
        entry.GetCurrentValue(property) is { } value ? EntityValue.Of(property, value).ToString() : null;
}
