using Cairn.Stores;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>
/// What may go now, as a committed manifest and the holds say it; the triggers ask here, row by row. Made within the transaction that
/// deletes, and forgotten with it.
/// </summary>
internal sealed class Release
{
    public required long Log { get; init; }

    /// <summary>Whole entries; what holds keep is not among them.</summary>
    public IReadOnlyList<IndexRange> Entries { get; init; } = [];

    /// <summary>What keeps young entries.</summary>
    public Floors? Floors { get; init; }

    /// <summary>Entries of which disclosures are erased.</summary>
    public IReadOnlySet<long> Erased { get; init; } = new HashSet<long>();

    /// <summary>The digests of those disclosures.</summary>
    public IReadOnlySet<string> Digests { get; init; } = new HashSet<string>();

    /// <summary>Persons whom no entry names any more.</summary>
    public IReadOnlySet<string> Persons { get; init; } = new HashSet<string>();

    /// <summary>The hold that is lifted.</summary>
    public string? Hold { get; init; }

    /// <summary>Whether a row may go.</summary>
    /// <param name="args">The table, the log, and what <see cref="SqliteSchema"/> tells of its row.</param>
    public bool Admits(sqlite3_value[] args) => args.Length > 2 && Integer(args[1]) == Log && Text(args[0]) switch
    {
        "entries" => IsGoing(args[2])
            && args.Length == 6
            && !ReleaseRules.IsOwn(Text(args[3]))
            && Floors?.Keep(Text(args[3]), Text(args[4]), Integer(args[5])) == false,
        "targets" or "replays" => IsGoing(args[2]),
        "addresses" => IsGoing(args[2]) || IsErased(args[2]),
        "digest" => IsErased(args[2]),
        "disclosures" => IsGoing(args[2]) || (IsErased(args[2]) && args.Length == 7 && Digests.Contains(ReleaseRules.DigestOf(
            Integer(args[4]), Text(args[5]), raw.sqlite3_value_blob(args[6])))),
        "directory" or "aliases" => Persons.Contains(Text(args[2])),
        "holds" => Hold is not null && Hold == Text(args[2]),
        _ => false,
    };

    private bool IsGoing(sqlite3_value index) => Entries.Count > 0 && IsInteger(index) && IndexRanges.Contain(Entries, Integer(index));

    private bool IsErased(sqlite3_value index) => IsInteger(index) && Erased.Contains(Integer(index));

    private static bool IsInteger(sqlite3_value value) => raw.sqlite3_value_type(value) == raw.SQLITE_INTEGER;

    private static long Integer(sqlite3_value value) => raw.sqlite3_value_int64(value);

    private static string Text(sqlite3_value value) => raw.sqlite3_value_text(value).utf8_to_string() ?? "";
}
