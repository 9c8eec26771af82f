using System.Text.RegularExpressions;

namespace Cairn.Postgres;

/// <summary>The roles of a schema: five of a prefix of their own, or one role that is all of them.</summary>
internal sealed partial record SchemaRoles(string Owner, string Writer, string Reader, string Keeper, string Expiry)
{
    public const string DefaultPrefix = "cairn_";

    public bool IsOne => Owner == Expiry;

    /// <summary>What each is, and its name.</summary>
    public IEnumerable<(string Word, string Role)> Named =>
        [("owner", Owner), ("writer", Writer), ("reader", Reader), ("keeper", Keeper), ("expiry", Expiry)];

    /// <exception cref="ArgumentException">The prefix is not one: why.</exception>
    public static SchemaRoles WithPrefix(string prefix) => Prefix().IsMatch(prefix)
        ? new(prefix + "owner", prefix + "writer", prefix + "reader", prefix + "keeper", prefix + "expiry")
        : throw new ArgumentException(
            $"'{prefix}' is not a valid prefix: use a small letter, then small letters, digits and '_', at most 40 characters.",
            nameof(prefix));

    /// <summary>Those of the prefix that this owner's name begins with.</summary>
    public static SchemaRoles OwnedBy(string owner)
    {
        var prefix = owner.EndsWith("owner", StringComparison.Ordinal) ? owner[..^5] : owner + "?";
        return new(prefix + "owner", prefix + "writer", prefix + "reader", prefix + "keeper", prefix + "expiry");
    }

    public static SchemaRoles One(string role) => new(role, role, role, role, role);

    /// <summary>The SQL with <c>{owner}</c> for the role's name and <c>{'owner'}</c> for its name as text.</summary>
    public string Substitute(string sql)
    {
        foreach (var (word, role) in Named)
        {
            sql = sql
                .Replace($"{{{word}}}", $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", StringComparison.Ordinal)
                .Replace($"{{'{word}'}}", $"'{role.Replace("'", "''", StringComparison.Ordinal)}'", StringComparison.Ordinal);
        }

        return sql;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex Prefix();
}
