namespace Cairn.Contracts;

/// <summary>Servers that follow another one by streaming.</summary>
public sealed partial class PostgresCluster
{
    /// <summary>
    /// SQL that cuts a standby off from its primary, so that it lags from here on. Pausing the replay would not do: what a standby has
    /// received it replays before it is promoted.
    /// </summary>
    public const string CutOff = "ALTER SYSTEM SET primary_conninfo = ''; SELECT pg_reload_conf()";

    /// <summary>Whether a standby receives nothing any more.</summary>
    public const string IsCutOff = "SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver)";

    /// <summary>Where a server's log of changes ends, as bytes; of a standby, as far as it has replayed it.</summary>
    public const string Position =
        "SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END - '0/0')::bigint";

    /// <summary>Makes a copy of a running server that follows it.</summary>
    public static PostgresCluster StandbyOf(PostgresCluster primary) => Start("hot_standby = on", primary);

    /// <summary>Makes it a primary.</summary>
    public void Promote() => Tell("promote", "promoted");
}
