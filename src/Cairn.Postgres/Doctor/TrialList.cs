namespace Cairn.Postgres;

/// <summary>Every statement that must be refused to one role, on every table and partition.</summary>
/// <param name="tables">Each table, and a column of it that can be written.</param>
internal sealed class TrialList(IReadOnlyList<(string Table, string Column)> tables)
{
    // Changed by their owner, who is nobody that logs in: how the log is set up, not what is in it.
    private static readonly string[] Kept = ["access", "settings"];

    // Their guards look at each row: a statement without rows meets none. What must not be done to a row of theirs is tried apart.
    private static readonly string[] GuardedByRow = ["heads", "replays", "checkpoints"];

    // Its owner takes away what a lifted hold kept; what no log attests is tried apart.
    private const string Holds = "holds";

    private static readonly string[] WaysIn = [Appending("append"), Appending("append_to_one"), "cairn.add_vkey(-1, 0, '?')"];

    private static readonly string[] WaysOut =
    [
        "cairn.expire(-1, 0)", "cairn.erase(-1, 0, '{}')", "cairn.drop_month(-1)", "cairn.forget_persons(-1, '{}')",
        "cairn.continue_log('?', 2, '?', '?', '', '{}', '{}', '{}')"
    ];

    private static readonly string[] Expiring = ["entries", "targets", "disclosures", "addresses", "replays", "directory", "aliases"];

    /// <param name="role">The role to become; <c>none</c>: the login.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="owns">Whether it has the owner's rights: then it may insert, and the triggers alone refuse.</param>
    /// <param name="expires">Whether the guard of DELETE lets it through to what is attested.</param>
    public IEnumerable<Trial> OfRole(string role, string name, bool owns, bool expires) =>
        from table in tables
        from statement in StatementsOn(table.Table, table.Column, owns, expires)
        select new Trial($"{statement.Verb} on {table.Table} as {name}", [new(role, statement.Sql)]);

    /// <summary>The ways in and out, called by roles that they are not for, with a log that cannot be.</summary>
    public static IEnumerable<Trial> OfFunctions(SchemaRoles roles) =>
        from call in WaysIn.Select(c => (Sql: c, For: roles.Writer)).Concat(WaysOut.Select(c => (Sql: c, For: roles.Keeper)))
        from role in new[] { roles.Writer, roles.Reader, roles.Keeper }
        where role != call.For
        select new Trial(
            $"calling {call.Sql[..call.Sql.IndexOf('(', StringComparison.Ordinal)]} as {role}",
            [new(role, $"SELECT {call.Sql}")]) { IsOfRight = true };

    /// <summary>Rows of a log that cannot be, made by the owner: what must not be done to them.</summary>
    /// <param name="owner">Who makes the rows.</param>
    /// <param name="expiry">Who takes rows away; <see langword="null"/>: cannot be tried.</param>
    public static IEnumerable<Trial> OfRows(string owner, string? expiry)
    {
        yield return Row(
            "shrinking a log",
            "INSERT INTO cairn.heads (log, size, stored_at, people, newest, edge) VALUES (-1, 2, 2, 2, "
            + "'00000000-0000-0000-0000-000000000000', '')",
            "UPDATE cairn.heads SET size = 1 WHERE log = -1");
        yield return Row(
            "lifting a hold that no log lifts",
            "INSERT INTO cairn.holds (log, from_idx, to_idx, hold) VALUES (-1, 0, 1, '?')",
            "DELETE FROM cairn.holds WHERE log = -1");
        yield return Row(
            "saying twice what a tile holds",
            "INSERT INTO cairn.tiles (log, level, idx, at, hashes) VALUES (-1, 0, 0, 0, decode(repeat('00', 64), 'hex'))",
            "INSERT INTO cairn.tiles (log, level, idx, at, hashes) VALUES (-1, 0, 0, 1, decode(repeat('01', 32), 'hex'))");
        yield return Row(
            "moving a checkpoint",
            "INSERT INTO cairn.checkpoints (log, note) VALUES (-1, '?')",
            "UPDATE cairn.checkpoints SET log = -2 WHERE log = -1");
        yield return Row("moving an event", Replay, "UPDATE cairn.replays SET idx = 1 WHERE log = -1") with { HidingIsRefusing = true };
        if (expiry is not null)
        {
            yield return Gone(
                "entries",
                "INSERT INTO cairn.entries (log, idx, stored_at, occurred_at, month, event_id, action, category, actor_type, outcome, "
                + "leaf) VALUES (-1, 0, 0, 0, 0, gen_random_uuid(), '?', '?', '?', '?', '')");
            yield return Gone("targets", "INSERT INTO cairn.targets (log, idx, month, n, type, id) VALUES (-1, 0, 0, 0, '?', '?')");
            yield return Gone("disclosures", Disclosure);
            yield return Gone("addresses", "INSERT INTO cairn.addresses (log, idx, network, month, key_id) VALUES (-1, 0, 0, 0, 0)");
            yield return Gone("replays", Replay);
            yield return Named(
                "directory", "INSERT INTO cairn.directory (log, first_idx, key_id, identifier, subject) VALUES (-1, 0, 0, '', '?')");
            yield return Named(
                "aliases", "INSERT INTO cairn.aliases (log, first_idx, key_id, identifier, subject) VALUES (-1, 0, 0, '', '?')");
        }

        Trial Row(string what, string insert, string change) => new(what, [new(owner, insert), new(owner, change)]);

        Trial Named(string table, string insert) => new(
            $"deleting from {table} who is still named",
            [new(owner, insert), new(owner, Disclosure), new(expiry, $"DELETE FROM cairn.{table} WHERE log = -1")]);

        Trial Gone(string table, string insert) => new(
            $"deleting from {table} what no log attests", [new(owner, insert), new(expiry, $"DELETE FROM cairn.{table} WHERE log = -1")]);
    }

    private const string Disclosure =
        "INSERT INTO cairn.disclosures (log, idx, key_id, month, name, subject, class, body) VALUES (-1, 0, 0, 0, 'actor', '?', '?', '')";

    private const string Replay = "INSERT INTO cairn.replays (log, idx, event_id, key_id, digest) VALUES (-1, 0, gen_random_uuid(), 0, '')";

    private static string Appending(string name) => $"cairn.{name}({string.Join(", ", Enumerable.Repeat("NULL", 45))})";

    // No row is touched even where nothing refuses it, but for TRUNCATE, which is rolled back.
    private static IEnumerable<(string Verb, string Sql)> StatementsOn(string table, string column, bool owns, bool expires)
    {
        yield return ("TRUNCATE", $"TRUNCATE cairn.{table}");
        if (!owns)
        {
            yield return ("INSERT", $"INSERT INTO cairn.{table} DEFAULT VALUES");
        }

        if (!owns || !(Kept.Contains(table) || GuardedByRow.Contains(table)))
        {
            yield return ("UPDATE", $"UPDATE cairn.{table} SET {column} = {column} WHERE false");
        }

        if (!owns
            || !(Kept.Contains(table)
                || table == Holds
                || (expires && Expiring.Any(e => table == e || table.StartsWith(e + "_", StringComparison.Ordinal)))))
        {
            yield return ("DELETE", $"DELETE FROM cairn.{table} WHERE false");
        }
    }
}
