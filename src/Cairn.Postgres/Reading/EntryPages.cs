using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Pages of entries by what their search columns say, newest first. A page costs the same wherever it begins, as long as the index that leads has little else;
/// what else the filter asks is looked at entry by entry.
/// </summary>
/// <param name="store">Whose directory knows persons.</param>
/// <param name="database">Where the entries are.</param>
internal sealed class EntryPages(ILogStore store, PostgresDatabase database)
{
    // The planner takes a comparison of rows for rarely true, and would read all there is, sort it and throw it away but for a page.
    private static readonly string[] AlongTheIndex =
        ["SET LOCAL enable_sort = off", "SET LOCAL enable_incremental_sort = off", "SET LOCAL enable_seqscan = off", "SET LOCAL enable_bitmapscan = off", "SET LOCAL jit = off"];

    private readonly EntryRows entries = new(database);

    /// <summary>Reads a page.</summary>
    /// <param name="log">The log. To find a person by a personal id takes its secret.</param>
    /// <param name="filter">What must hold.</param>
    /// <param name="after">The cursor of the page before; <see langword="null"/>: the newest entries.</param>
    /// <param name="count">How many entries at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<EntryPage> ReadAsync(LogIdentity log, EntryFilter filter, EntryCursor? after, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (filter.Person is { } person)
        {
            filter = filter with { Person = await KnownAsAsync(log, person, cancellationToken).ConfigureAwait(false) };
        }

        var found = await FindAsync(log, new(log, filter, after, count), cancellationToken).ConfigureAwait(false);
        var page = await entries.ReadAsync(log, [.. found.Select(f => f.Index)], [.. found.Select(f => f.Month)], cancellationToken).ConfigureAwait(false);
        var places = found.Select((f, at) => (f.Index, at)).ToDictionary(p => p.Index, p => p.at);
        return new([.. page.OrderBy(e => places[e.Index])], found.Count == count ? new(found[^1].Index, found[^1].OccurredAt) : null);
    }

    // Under a pseudonym, where the directory has one; else the id is nothing personal, or nobody's.
    private async Task<AuditSubject> KnownAsAsync(LogIdentity log, AuditSubject person, CancellationToken cancellationToken)
    {
        var identifier = Sealer.Lookup(log, person);
        var known = await store.FindSubjectsAsync(log, [identifier], cancellationToken).ConfigureAwait(false);
        return known.Rows.TryGetValue(identifier, out var row) ? person with { Id = row.Subject[(person.Type.Length + 1)..] } : person;
    }

    private Task<List<(long Index, int Month, long OccurredAt)>> FindAsync(LogIdentity log, PageStatement statement, CancellationToken cancellationToken)
    {
        var batch = new ReadBatch(log.Tenant);
        foreach (var setting in AlongTheIndex)
        {
            batch.Add(setting);
        }

        batch.Add(statement.Sql, statement.Values);
        return database.RunAsync(connection => batch.RunAsync(connection, row => PlacesAsync(row, cancellationToken), cancellationToken), cancellationToken);
    }

    private static async Task<List<(long Index, int Month, long OccurredAt)>> PlacesAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var found = new List<(long, int, long)>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            found.Add((row.Integer(0), row.Small(1), row.Integer(2)));
        }

        return found;
    }
}
