namespace Cairn;

/// <summary>The categories of the standard actions. An application may use words of its own.</summary>
public static class AuditCategories
{
    /// <summary>Signing in and out, passwords, sign-ups.</summary>
    public const string Auth = "auth";

    /// <summary>Refusals, violations, moderation.</summary>
    public const string Security = "security";

    /// <summary>What administrators do: roles, members, whitelists.</summary>
    public const string Admin = "admin";

    /// <summary>Settings and configuration.</summary>
    public const string Config = "config";

    /// <summary>Creating, changing, exporting, deleting data.</summary>
    public const string Data = "data";

    /// <summary>Subscriptions and payments.</summary>
    public const string Billing = "billing";

    /// <summary>Running things: containers, circuit breakers, limits, costs.</summary>
    public const string Operations = "operations";

    /// <summary>Where nothing else is said.</summary>
    public const string General = "general";

    internal const string Cairn = "cairn";
}
