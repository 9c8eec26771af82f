namespace Cairn.Sqlite;

/// <summary>Lets persons leave whom no entry names any more. The caller holds the transaction.</summary>
internal sealed class PersonRows(SqliteDatabase database, LogIdentity log)
{
    // What the columns of entries do not show has an index of its own.
    private const string ByDisclosure = $"""
        SELECT 1 FROM disclosures INDEXED BY disclosures_of_persons WHERE log = ?1 AND subject = ?2 AND name IN ('actor', 'actor.contact', 'targets')
        AND {SqliteSchema.OfPersons} LIMIT 1
        """;

    // An actor's newest entries first: those are the last to expire.
    private const string ByActor = """
        SELECT 1 FROM entries e CROSS JOIN disclosures d ON d.log = e.log AND d.idx = e.idx AND d.name IN ('actor', 'actor.contact') AND d.subject = ?2
        WHERE e.log = ?1 AND e.actor_id = ?3 AND e.actor_type = ?4 ORDER BY e.idx DESC LIMIT 1
        """;

    /// <summary>The persons that an entry's rows say something of.</summary>
    public void Collect(long index, ISet<string> persons)
    {
        Collect("SELECT subject FROM disclosures WHERE log = ? AND idx = ? AND name IN ('actor', 'actor.contact', 'targets') AND subject <> ''", index, persons);
        Collect("SELECT subject FROM directory WHERE log = ? AND first_idx = ?", index, persons);
        Collect("SELECT subject FROM aliases WHERE log = ? AND first_idx = ?", index, persons);
    }

    /// <summary>Removes those of these whom no entry names any more, and says so in the head.</summary>
    /// <returns>How many left.</returns>
    public long Leave(IReadOnlySet<string> persons)
    {
        var leaving = persons.Where(p => IsKnown(p) && !IsNamed(p)).ToHashSet(StringComparer.Ordinal);
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

    private bool IsKnown(string person) =>
        Any("SELECT 1 FROM directory WHERE log = ?1 AND subject = ?2 UNION ALL SELECT 1 FROM aliases WHERE log = ?1 AND subject = ?2 LIMIT 1", person);

    private bool IsNamed(string person)
    {
        if (Any(ByDisclosure, person))
        {
            return true;
        }

        var (type, id) = person.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (person[..colon], person[(colon + 1)..]) : ("", person);
        using var row = database.Prepare(ByActor).Bind(1, log.Key).Bind(2, person).Bind(3, id).Bind(4, type);
        return row.Read();
    }

    private bool Any(string sql, string person)
    {
        using var row = database.Prepare(sql).Bind(1, log.Key).Bind(2, person);
        return row.Read();
    }

    private void Collect(string sql, long index, ISet<string> persons)
    {
        using var rows = database.Prepare(sql).Bind(1, log.Key).Bind(2, index);
        while (rows.Read())
        {
            persons.Add(rows.Text(0) ?? "");
        }
    }
}
