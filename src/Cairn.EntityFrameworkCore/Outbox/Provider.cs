namespace Cairn.EntityFrameworkCore;

/// <summary>What differs between databases, as far as the outbox meets it. One that is not known takes the standard's way.</summary>
internal static class Provider
{
    /// <summary>The time of writing in UTC, as a default of a column; <see langword="null"/>: the column has none.</summary>
    public static string? UtcNow(string? name) => KindOf(name) switch
    {
        "Postgre" => "clock_timestamp()",
        "Sqlite" => "strftime('%Y-%m-%d %H:%M:%f', 'now')",
        "SqlServer" => "SYSUTCDATETIME()",
        "MySql" => "(UTC_TIMESTAMP(6))",
        _ => null,
    };

    /// <summary>A collation that tells each tenant from each other; <see langword="null"/>: the default does.</summary>
    public static string? BinaryCollation(string? name) => KindOf(name) switch
    {
        "SqlServer" => "Latin1_General_100_BIN2",
        "MySql" => "utf8mb4_bin",
        _ => null,
    };

    /// <summary>Whether rows of one INSERT take rising identities only when they are ordered by hand.</summary>
    public static bool OrdersInsertsByHand(string? name) => KindOf(name) == "SqlServer";

    public static bool IsMySql(string? name) => KindOf(name) == "MySql";

    /// <summary>Whether names may stand in brackets.</summary>
    public static bool HasBrackets(string? name) => KindOf(name) is "SqlServer" or "Sqlite";

    private static string? KindOf(string? name) =>
        Array.Find(["Postgre", "Sqlite", "SqlServer", "MySql"], kind => name?.Contains(kind, StringComparison.OrdinalIgnoreCase) == true);
}
