namespace Cairn.Bench;

/// <summary>An index, or what could stand in for one, and the page it is for.</summary>
/// <param name="For">What is found by it. Taken indexes for the same are away while it is measured.</param>
/// <param name="Name">What the table of the design page calls it.</param>
/// <param name="IsTaken">Whether the schema has it.</param>
/// <param name="Index">Makes it; <c>{0}</c> is the schema.</param>
/// <param name="Page">The page of 50: <c>{0}</c> as above, <c>$1</c> the index of an entry that is on it.</param>
/// <param name="AfterBatch">What each batch costs beside its rows: <c>$1</c> and <c>$2</c> are its first and last index.</param>
internal sealed record Candidate(string For, string Name, bool IsTaken, string Index, string Page, string? AfterBatch = null)
{
    private const string Newest = "ORDER BY idx DESC LIMIT 50";

    /// <summary>Each alone against all that are taken.</summary>
    public static IReadOnlyList<Candidate> All { get; } =
    [
        new("actor", "B-tree (log, actor_id, idx)", true, "CREATE INDEX by_actor ON {0}.entries (log, actor_id, idx)", By("actor_id")),
        new("action", "B-tree (log, action, idx)", true, "CREATE INDEX by_action ON {0}.entries (log, action, idx)", By("action")),
        new(
            "category",
            "B-tree (log, category, idx)",
            true,
            "CREATE INDEX by_category ON {0}.entries (log, category, idx)",
            By("category")),
        new(
            "outcome",
            "B-tree of all but successes",
            true,
            "CREATE INDEX by_outcome ON {0}.entries (log, outcome, idx) WHERE outcome <> 'success'",
            Unsuccessful),
        new("time", "B-tree (log, occurred_at, idx)", true, "CREATE INDEX by_time ON {0}.entries (log, occurred_at, idx)", ByTime),
        new("target", "B-tree (log, id, type, idx)", true, "CREATE INDEX by_target ON {0}.targets (log, id, type, idx)", ByTarget),
        new("outcome", "B-tree of all", false, "CREATE INDEX every_outcome ON {0}.entries (log, outcome, idx)", Unsuccessful),
        new(
            "actor",
            "covering, INCLUDE (month, occurred_at)",
            false,
            "CREATE INDEX covering ON {0}.entries (log, actor_id, idx) INCLUDE (month, occurred_at)",
            By("actor_id")),
        new(
            "actor",
            "B-tree (log, actor_id), a posting list a value",
            false,
            "CREATE INDEX posting ON {0}.entries (log, actor_id)",
            By("actor_id")),
        new(
            "category",
            "B-tree (log, category), a posting list a value",
            false,
            "CREATE INDEX posting ON {0}.entries (log, category)",
            By("category")),
        new(
            "actor",
            "BRIN, bloom",
            false,
            "CREATE INDEX bloom ON {0}.entries USING brin (log int8_minmax_ops, actor_id text_bloom_ops) "
            + "WITH (pages_per_range = 32, autosummarize = on)",
            By("actor_id")),
        new(
            "event",
            "BRIN, bloom, instead of replays' key",
            false,
            "CREATE INDEX bloom ON {0}.entries USING brin (event_id uuid_bloom_ops) WITH (pages_per_range = 32, autosummarize = on)",
            "SELECT idx FROM {0}.entries WHERE log = (SELECT min(log) FROM {0}.entries) AND event_id = (SELECT event_id "
            + "FROM {0}.entries WHERE idx = $1)"),
        new("actor, action, category", "a table of runs, a row a value a batch", false,
            "CREATE TABLE {0}.runs (log bigint, last bigint, kind int, value text COLLATE \"C\", idx bigint[], "
            + "PRIMARY KEY (log, kind, value, last))",
            "SELECT u FROM (SELECT idx FROM {0}.runs WHERE log = (SELECT min(log) FROM {0}.entries) AND kind = 1 "
            + "AND value = (SELECT actor_id FROM {0}.entries WHERE idx = $1) ORDER BY last DESC LIMIT 50) r, "
            + "unnest(r.idx) u ORDER BY u DESC LIMIT 50",
            """
            INSERT INTO {0}.runs SELECT e.log, max(e.idx), k.kind, k.value, array_agg(e.idx ORDER BY e.idx) FROM {0}.entries e,
              LATERAL (VALUES (1, e.actor_id), (2, e.action), (3, e.category)) AS k(kind, value) WHERE e.log = (SELECT min(log) FROM {0}.entries) AND e.idx BETWEEN $1 AND $2 GROUP BY 1, 3, 4
            """),
    ];

    private const string Unsuccessful =
        "SELECT idx FROM {0}.entries WHERE log = (SELECT min(log) FROM {0}.entries) AND $1 >= 0 AND outcome <> 'success' "
        + "AND outcome >= 'denied' AND (outcome, idx) < ('denied', 9223372036854775807) ORDER BY outcome DESC, idx DESC LIMIT 50";

    private const string ByTime =
        "SELECT idx FROM {0}.entries WHERE log = (SELECT min(log) FROM {0}.entries) AND (occurred_at, idx) < (SELECT occurred_at, idx "
        + "FROM {0}.entries WHERE idx = $1) ORDER BY occurred_at DESC, idx DESC LIMIT 50";

    private const string ByTarget =
        "SELECT idx FROM {0}.targets WHERE log = (SELECT min(log) FROM {0}.entries) AND id = (SELECT id FROM {0}.targets WHERE idx = $1) "
        + Newest;

    /// <summary>Entries to ask for: one of each of the rarest values, where there is a value; else some from all over.</summary>
    public string Places => For.Split(',')[0] switch
    {
        "target" => "SELECT max(idx) FROM {0}.targets GROUP BY id ORDER BY count(*), 1 LIMIT 21",
        "time" or "event" or "outcome" => "SELECT idx FROM {0}.entries WHERE idx % (SELECT count(*) / 21 FROM {0}.entries) = 0",
        "actor" => Rarest("actor_id"),
        var column => Rarest(column),
    };

    private static string Rarest(string column) => $"SELECT max(idx) FROM {{0}}.entries GROUP BY {column} ORDER BY count(*), 1 LIMIT 21";

    private static string By(string column) =>
        $"SELECT idx FROM {{0}}.entries WHERE log = (SELECT min(log) FROM {{0}}.entries) AND {column} = (SELECT {column} "
        + $"FROM {{0}}.entries WHERE idx = $1) {Newest}";
}
