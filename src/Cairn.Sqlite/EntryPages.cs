using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Pages of entries by what their search columns say, and how many there are.</summary>
internal static class EntryPages
{
    public static EntryPage Read(SqliteDatabase database, LogIdentity log, EntryFilter filter, EntryCursor? after, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (filter.IsEmpty)
        {
            return EntryPage.Empty;
        }

        var places = Places(database, new(log, filter, after, count));
        var entries = Entries(database, log, [.. places.Select(p => p.Index).Order()]);
        return new(
            [.. places.Where(p => entries.ContainsKey(p.Index)).Select(p => entries[p.Index])],
            places.Count == count ? places[^1] : null);
    }

    public static long Count(SqliteDatabase database, LogIdentity log, EntryFilter filter, long most)
    {
        if (filter.IsEmpty)
        {
            return 0;
        }

        var page = new PageStatement(log, filter, null, most);
        var statement = database.PrepareOnce($"SELECT count(*) FROM ({page.Sql})");
        try
        {
            page.BindTo(statement);
            return statement.Read() ? statement.Integer(0) : 0;
        }
        finally
        {
            statement.Close();
        }
    }

    public static IReadOnlyList<StoredGroup> Groups(
        SqliteDatabase database, LogIdentity log, EntryFilter filter, IReadOnlyList<GroupKey> keys)
    {
        var groups = new List<StoredGroup>();
        if (filter.IsEmpty)
        {
            return groups;
        }

        var page = new PageStatement(log, filter, null, long.MaxValue, keys);
        var statement = database.PrepareOnce(page.Sql);
        try
        {
            page.BindTo(statement);
            while (statement.Read())
            {
                groups.Add(new(statement.Text(0), statement.Text(1), statement.Integer(2), statement.Integer(3)));
            }

            return groups;
        }
        finally
        {
            statement.Close();
        }
    }

    // From one type to the next along the index, however many entries each has.
    public static IReadOnlyList<string> TargetTypes(SqliteDatabase database, LogIdentity log, string id, int most)
    {
        var types = new List<string>();
        for (var from = ""; types.Count < most; from = types[^1] + "\0")
        {
            using var row = database.Prepare(
                "SELECT type FROM targets INDEXED BY targets_by_id WHERE log = ? AND id = ? AND type >= ? ORDER BY type LIMIT 1")
                .Bind(1, log.Key)
                .Bind(2, id)
                .Bind(3, from);
            if (!row.Read() || row.Text(0) is not { } type)
            {
                break;
            }

            types.Add(type);
        }

        return types;
    }

    // From one action to the next along the index, however many entries each has.
    public static IReadOnlyList<string> Actions(SqliteDatabase database, LogIdentity log, string prefix, int most)
    {
        var actions = new List<string>();
        for (var from = prefix; actions.Count < most; from = actions[^1] + "\0")
        {
            using var row = database.Prepare(
                "SELECT action FROM entries INDEXED BY entries_by_action WHERE log = ? AND action >= ? ORDER BY action LIMIT 1")
                .Bind(1, log.Key)
                .Bind(2, from);
            if (!row.Read() || row.Text(0) is not { } action || !action.StartsWith(prefix, StringComparison.Ordinal))
            {
                break;
            }

            actions.Add(action);
        }

        return actions;
    }

    private static List<EntryCursor> Places(SqliteDatabase database, PageStatement page)
    {
        var places = new List<EntryCursor>();
        var statement = database.PrepareOnce(page.Sql);
        try
        {
            page.BindTo(statement);
            while (statement.Read())
            {
                places.Add(new(statement.Integer(0), statement.Integer(1)));
            }

            return places;
        }
        finally
        {
            statement.Close();
        }
    }

    // Entries side by side are read at once.
    private static Dictionary<long, StoredEntry> Entries(SqliteDatabase database, LogIdentity log, long[] indexes)
    {
        var entries = new Dictionary<long, StoredEntry>();
        for (int i = 0, next; i < indexes.Length; i = next)
        {
            for (next = i + 1; next < indexes.Length && indexes[next] == indexes[next - 1] + 1; next++)
            {
            }

            foreach (var entry in EntryRows.Read(database, log, new(indexes[i], indexes[next - 1] + 1)))
            {
                entries[entry.Index] = entry;
            }
        }

        return entries;
    }
}
