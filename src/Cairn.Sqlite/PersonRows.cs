using Cairn.Entries;

namespace Cairn.Sqlite;

/// <summary>
/// Lets persons leave whom no entry names any more. The caller holds the transaction. Most who stay are found by the indexes of actors and
/// targets; for those who are not, the disclosures are read once: an index on their subjects would halve the rate of appends.
/// </summary>
internal sealed class PersonRows(SqliteDatabase database, LogIdentity log)
{
    // The newest entries first: those are the last to expire.
    private const string ByActor = """
        SELECT 1 FROM entries e CROSS JOIN disclosures d ON d.log = e.log AND d.idx = e.idx AND d.name IN ('actor', 'actor.contact') AND d.subject = ?2
        WHERE e.log = ?1 AND e.actor_id = ?3 AND e.actor_type = ?4 ORDER BY e.idx DESC LIMIT 1
        """;

    private const string ByTarget = """
        SELECT 1 FROM targets t CROSS JOIN disclosures d ON d.log = t.log AND d.idx = t.idx AND d.name = 'targets' AND d.subject = ?2
        WHERE t.log = ?1 AND t.id = ?3 AND t.type = ?4 ORDER BY t.idx DESC LIMIT 1
        """;

    /// <summary>Everybody of whom there are rows.</summary>
    public HashSet<string> All()
    {
        var persons = new HashSet<string>(StringComparer.Ordinal);
        using var rows = database.Prepare("SELECT subject FROM directory WHERE log = ?1 UNION SELECT subject FROM aliases WHERE log = ?1")
            .Bind(1, log.Key);
        while (rows.Read())
        {
            persons.Add(rows.Text(0) ?? "");
        }

        return persons;
    }

    /// <summary>Removes those of these whom no entry names any more, and says so in the head.</summary>
    /// <returns>How many left.</returns>
    public long Leave(IEnumerable<string> persons)
    {
        var leaving = persons.Where(p => IsKnown(p) && !IsNamed(ByActor, p) && !IsNamed(ByTarget, p)).ToHashSet(StringComparer.Ordinal);
        KeepNamed(leaving);
        if (leaving.Count == 0)
        {
            return 0;
        }

        database.Releasing(new() { Log = log.Key, Persons = leaving }, () =>
        {
            foreach (var person in leaving)
            {
                database.Prepare("DELETE FROM directory WHERE log = ? AND subject = ?").Bind(1, log.Key).Bind(2, person).Run();
                database.Prepare("DELETE FROM aliases WHERE log = ? AND subject = ?").Bind(1, log.Key).Bind(2, person).Run();
            }
        });
        HeadRow.PeopleLeft(database, log);
        return leaving.Count;
    }

    // Those on whose behalf something was done, and those whom the application named for a part of an event, are in no column.
    private void KeepNamed(HashSet<string> leaving)
    {
        if (leaving.Count == 0)
        {
            return;
        }

        using var rows = database.Prepare(
            "SELECT subject FROM disclosures WHERE log = ? AND name IN ('actor', 'actor.contact', 'targets') AND subject <> ''")
            .Bind(1, log.Key);
        while (leaving.Count > 0 && rows.Read())
        {
            leaving.Remove(rows.Text(0) ?? "");
        }
    }

    private bool IsKnown(string person)
    {
        using var row = database.Prepare(
            "SELECT 1 FROM directory WHERE log = ?1 AND subject = ?2 UNION ALL SELECT 1 FROM aliases "
            + "WHERE log = ?1 AND subject = ?2 LIMIT 1")
            .Bind(1, log.Key).Bind(2, person);
        return row.Read();
    }

    private bool IsNamed(string sql, string person)
    {
        var (type, id) = person.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? (person[..colon], person[(colon + 1)..])
            : ("", person);
        using var row = database.Prepare(sql).Bind(1, log.Key).Bind(2, person).Bind(3, id).Bind(4, type);
        return row.Read();
    }
}
