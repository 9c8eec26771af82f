using Npgsql;

namespace Cairn.Postgres;

/// <summary>Compares a database's tables, indexes, triggers, policies, functions and rights with what Cairn makes, and finds rows that belong to no log.</summary>
internal sealed class PostgresSchemaCheck(PostgresDatabase database)
{
    // A host's own rule of who reads what; doctor shows it.
    private const string HostRule = "host_access(p_role name)";

    private const string OwnersSql = """
        SELECT pg_catalog.pg_get_userbyid(n.nspowner), (SELECT pg_catalog.pg_get_userbyid(f.proowner) FROM pg_catalog.pg_proc f WHERE f.pronamespace = n.oid AND f.proname = 'expire' LIMIT 1)
        FROM pg_catalog.pg_namespace n WHERE n.nspname = 'cairn'
        """;

    private static readonly string[] Tables = ["entries", "targets", "disclosures", "replays", "manifests", "directory", "tiles", "checkpoints"];

    public Task<IReadOnlyList<StrayRow>> RunAsync(CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            // One state: a month that is made meanwhile is there with all its guards, or not at all.
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var strays = Flaws(await SchemaDescription.ReadAsync(connection, cancellationToken).ConfigureAwait(false), await RolesAsync(connection, cancellationToken).ConfigureAwait(false));
                foreach (var table in Tables.Where(t => strays.TrueForAll(s => s.Member != $"table {t}")))
                {
                    await connection.RowsAsync(
                        OfNoLog(table), [], r => strays.Add(new(table, null, $"has rows of a log {r.Integer(0)}, which is not there")), cancellationToken).ConfigureAwait(false);
                }

                return (IReadOnlyList<StrayRow>)strays;
            }
        },
        cancellationToken);

    private static List<StrayRow> Flaws(List<SchemaObject> found, SchemaRoles roles)
    {
        var actual = found.ToDictionary(o => (o.Kind, o.Name), o => o.Text);
        var strays = new List<StrayRow>();
        foreach (var expected in SchemaDescription.Expected(roles, SchemaDescription.MonthsOf(found)))
        {
            if (!actual.Remove((expected.Kind, expected.Name), out var text))
            {
                strays.Add(new($"{expected.Kind} {expected.Name}", null, "is missing"));
            }
            else if (!Same(expected, text))
            {
                strays.Add(new($"{expected.Kind} {expected.Name}", null, "is not as Cairn makes it"));
            }
        }

        strays.AddRange(actual.Where(o => IsHarmful(o.Key.Kind, o.Value)).Select(o => new StrayRow($"{o.Key.Kind} {o.Key.Name}", null, "is not Cairn's")));
        return strays;
    }

    // Server versions set brackets and line breaks differently.
    private static bool Same(SchemaObject expected, string text) => Plain(expected.Text) == Plain(text)
        || (expected is { Kind: "function", Name: HostRule } && Plain(expected.Text[..expected.Text.IndexOf(';', StringComparison.Ordinal)]) == Plain(text[..text.IndexOf(';', StringComparison.Ordinal)]));

    private static string Plain(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not '(' and not ')'));

    // An operator's own plain index does no harm; one that is unique, partial or of an expression can make an append fail.
    private static bool IsHarmful(string kind, string text) => kind != "index" || text.Contains("UNIQUE", StringComparison.OrdinalIgnoreCase)
        || text.Contains(" WHERE ", StringComparison.OrdinalIgnoreCase) || text.Count(c => c == '(') > 1;

    // Whose they are says who made them: the owner's name begins with the prefix of all.
    private static async Task<SchemaRoles> RolesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (owner, expiry) = ("", "");
        await connection.RowsAsync(OwnersSql, [], r => (owner, expiry) = (r.Text(0), r.Text(1)), cancellationToken).ConfigureAwait(false);
        return owner == expiry ? SchemaRoles.One(owner) : SchemaRoles.OwnedBy(owner);
    }

    // Hops from key to key along an index: a few look-ups for each log, however many rows it has.
    private static string OfNoLog(string table) => $"""
        WITH RECURSIVE hop(log) AS (
          SELECT min(log) FROM cairn.{table} UNION ALL SELECT (SELECT min(t.log) FROM cairn.{table} t WHERE t.log > hop.log) FROM hop WHERE hop.log IS NOT NULL)
        SELECT log FROM hop WHERE log IS NOT NULL AND log NOT IN (SELECT key FROM cairn.logs) LIMIT 1000
        """;
}
