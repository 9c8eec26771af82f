using System.Text.RegularExpressions;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Compares a database's tables, indexes, triggers, policies, functions and rights with what Cairn makes, and finds
/// rows that belong to no log.
/// </summary>
internal sealed partial class PostgresSchemaCheck(PostgresDatabase database)
{
    // A host's own rule of who reads what; doctor shows it.
    private const string HostRule = "host_access(p_role name)";

    private const string Missing = "is missing";

    private const string OwnersSql = """
        SELECT pg_catalog.pg_get_userbyid(n.nspowner), (SELECT pg_catalog.pg_get_userbyid(f.proowner) FROM pg_catalog.pg_proc f WHERE f.pronamespace = n.oid AND f.proname = 'expire' LIMIT 1)
        FROM pg_catalog.pg_namespace n WHERE n.nspname = 'cairn'
        """;

    // A login that may append and no more is told of the guards, and reads no row.
    private const string ReadableSql = """
        SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_class l ON l.relnamespace = c.relnamespace AND l.relname = 'logs'
        WHERE c.relnamespace = 'cairn'::regnamespace AND c.relname = ANY ($1) AND pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE')
          AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_column_privilege(l.oid, 'key', 'SELECT')
        """;

    private static readonly string[] Tables =
    [
        "heads", "keys", "vkeys", "entries", "targets", "disclosures", "addresses", "replays", "manifests", "holds", "directory", "aliases",
        "tiles", "checkpoints"
    ];

    /// <summary>The guards, and rows of no log.</summary>
    public Task<IReadOnlyList<StoreFlaw>> RunAsync(CancellationToken cancellationToken) => LookAsync(
        async connection =>
        {
            var strays = await FlawsAsync(connection, cancellationToken).ConfigureAwait(false);
            if (!strays.Exists(IsOfVersion)
                && (await SchemaState.ReadAsync(connection, cancellationToken).ConfigureAwait(false)) is { IsNewer: true })
            {
                strays.Add(new("the schema", null, "is of a later version, and this Cairn cannot judge what that added: use a newer one")
                {
                    IsUnknown = true,
                });
            }

            var readable = new List<string>();
            await connection.RowsAsync(
                ReadableSql, [Value.Of(Tables)], r => readable.Add(r.Text(0)), cancellationToken).ConfigureAwait(false);
            foreach (var table in readable.Where(t => strays.TrueForAll(s => s.Member != $"table {t}")))
            {
                await connection.RowsAsync(
                    OfNoLog(table),
                    [],
                    r => strays.Add(new(table, null, $"has rows of a log {r.Integer(0)}, which is not there")),
                    cancellationToken).ConfigureAwait(false);
            }

            return strays;
        },
        cancellationToken);

    /// <summary>The guards alone.</summary>
    public Task<IReadOnlyList<StoreFlaw>> GuardsAsync(CancellationToken cancellationToken) =>
        LookAsync(connection => FlawsAsync(connection, cancellationToken), cancellationToken);

    // One state, in which names are plain: a month that is made meanwhile is there with all its guards, or not at all.
    private Task<IReadOnlyList<StoreFlaw>> LookAsync(
        Func<NpgsqlConnection, Task<List<StoreFlaw>>> look,
        CancellationToken cancellationToken) =>
        database.RunAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(
                    System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    return (IReadOnlyList<StoreFlaw>)await look(connection).ConfigureAwait(false);
                }
            },
            cancellationToken);

    /// <summary>
    /// What is not as Cairn makes it. Reads catalogs alone, which any login may; in a transaction of the caller's, in
    /// which names become plain.
    /// </summary>
    public static async Task<List<StoreFlaw>> FlawsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var flaws = Flaws(
            await SchemaDescription.ReadAsync(connection, cancellationToken).ConfigureAwait(false),
            await RolesAsync(connection, cancellationToken).ConfigureAwait(false));

        if (flaws.Count == 0 || flaws.Exists(IsOfVersion))
        {
            return flaws; // Or whoever altered what says the version could hide the rest.
        }

        // What a later version added or changed is not this one's to judge; what guards rows has kept its name.
        return (await SchemaState.ReadAsync(connection, cancellationToken).ConfigureAwait(false)).IsNewer
            ? flaws.FindAll(IsMissingGuard)
            : flaws;
    }

    private static bool IsOfVersion(StoreFlaw flaw) => flaw.Member.StartsWith("function schema_", StringComparison.Ordinal);

    private static bool IsMissingGuard(StoreFlaw flaw) => flaw.Words == Missing && flaw.Member.Split(' ')[0] is "trigger" or "policy";

    private static List<StoreFlaw> Flaws(List<SchemaObject> found, SchemaRoles roles)
    {
        // Two grantors may give one right.
        var actual = found.GroupBy(o => (o.Kind, o.Name), o => o.Text).ToDictionary(g => g.Key, g => string.Join("; ", g));
        var strays = new List<StoreFlaw>();
        foreach (var expected in SchemaDescription.Expected(roles, SchemaDescription.MonthsOf(found)))
        {
            if (!actual.Remove((expected.Kind, expected.Name), out var text))
            {
                strays.Add(new($"{expected.Kind} {expected.Name}", null, Missing));
            }
            else if (!Same(expected, text))
            {
                strays.Add(new($"{expected.Kind} {expected.Name}", null, "is not as Cairn makes it"));
            }
        }

        strays.AddRange(actual.Where(o => IsHarmful(o.Key, o.Value))
            .Select(o => new StoreFlaw($"{o.Key.Kind} {o.Key.Name}", null, "is not Cairn's")));
        return strays;
    }

    // What a function does is kept as it was written. Of everything else the server keeps the meaning, and its versions set
    // needless brackets differently.
    private static bool Same(SchemaObject expected, string text) => expected.Text == text
        || (expected.Kind != "function" && SqlParentheses.Plain(expected.Text) == SqlParentheses.Plain(text))
        || (expected is { Kind: "function", Name: HostRule }
            && expected.Text[..expected.Text.IndexOf(';', StringComparison.Ordinal)]
                == text[..text.IndexOf(';', StringComparison.Ordinal)]);

    // An operator's own plain index does no harm; one that is unique, partial or of an expression can make an append fail, and so can one
    // that orders by functions that are not the server's: their names have a schema. The server's own collations and operator classes are
    // named because such an index uses them.
    private static bool IsHarmful((string Kind, string Name) found, string text) => found.Kind is "collation" or "operator class"
        ? !found.Name.StartsWith("pg_catalog.", StringComparison.Ordinal) || Altered().IsMatch(text)
        : found.Kind != "index" || IsHarmful(text);

    private static bool IsHarmful(string text) =>
        text.Contains("UNIQUE", StringComparison.OrdinalIgnoreCase)
        || text.Contains(" WHERE ", StringComparison.OrdinalIgnoreCase) || text.Count(c => c == '(') > 1
        || text[Math.Max(0, text.IndexOf(" USING ", StringComparison.Ordinal))..].Contains('.', StringComparison.Ordinal);

    [GeneratedRegex("(^|; )(owner |added|not deterministic)")]
    private static partial Regex Altered();

    /// <summary>Whose they are says who made them: the owner's name begins with the prefix of all.</summary>
    public static async Task<SchemaRoles> RolesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (owner, expiry) = ("", "");
        await connection.RowsAsync(OwnersSql, [], r => (owner, expiry) = (r.Text(0), r.Text(1)), cancellationToken).ConfigureAwait(false);
        return owner == expiry ? SchemaRoles.One(owner) : SchemaRoles.OwnedBy(owner);
    }

    // Looks between the keys there are, along an index: a look-up for each gap, however many rows the logs have.
    private static string OfNoLog(string table) => $"""
        SELECT x.log FROM (SELECT key, lead(key) OVER (ORDER BY key) FROM cairn.logs UNION ALL SELECT NULL, min(key) FROM cairn.logs) AS gap(low, high)
        CROSS JOIN LATERAL (SELECT DISTINCT t.log FROM cairn.{table} t
          WHERE t.log >= coalesce(gap.low + 1, -9223372036854775808) AND t.log <= coalesce(gap.high - 1, 9223372036854775807) LIMIT 1000) x
        WHERE gap.low IS NULL OR gap.high IS NULL OR gap.high > gap.low + 1 LIMIT 1000
        """;
}
