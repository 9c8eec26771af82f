using Cairn.Verification;

namespace Cairn.Contracts;

public abstract partial class TamperMatrix
{
    // Away from every entry there is.
    private const long Far = 1_000_000;

    public static TheoryData<string> Tables => 
    [
        "logs", "heads", "vkeys", "holds", "entries", "targets", "disclosures", "replays", "addresses", "manifests", "directory", "aliases",
        "tiles", "checkpoints",
    ];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Every_altered_column_is_named(string table)
    {
        await MakeAsync();
        var rows = tables.Read(table);
        var tried = 0;
        foreach (var column in tables.Columns[table])
        {
            foreach (var at in Sample(rows.Count))
            {
                foreach (var value in Altered(table, column, rows[at][column]))
                {
                    if (tables.CanHold(table, column, value) && Expectation(table, column, rows[at], value) is { } expected)
                    {
                        await TamperAsync(table, r => r[at] = r[at].With(column, value), expected);
                        tried++;
                    }
                }
            }
        }

        Assert.True(tried >= tables.Columns[table].Length, $"only {tried} alterations were tried");
    }

    private static IEnumerable<int> Sample(int rows) =>
        new[] { 0, 1, rows / 3, rows / 2, rows - 2, rows - 1 }.Where(r => r >= 0 && r < rows).Distinct();

    private static IEnumerable<object?> Altered(string table, string column, object? value) => value switch
    {
        null when (table, column) is ("disclosures", "digest") => [new string('A', 43)],
        long number when column is "idx" or "first_idx" or "n" or "at" => [number + Far], // One more may be another row's place.
        long number when column is "level" => [number + 5],
        long number when column is "generation" or "month" => [number + 1, number - 1],
        long number => [number + 1, number - 1, number ^ (1L << 40)],
        string { Length: > 0 } text => new[] { 0, text.Length / 2, text.Length - 1 }.Distinct().Select(at => Flipped(text, at)),
        string => ["user:x"],

        // The end of an id would be another entry's.
        byte[] bytes when column is "event_id" => [Flipped(bytes, 0), Flipped(bytes, 8), bytes[..^1]],
        byte[] bytes when column is "identifier" => [Flipped(bytes, 0), Flipped(bytes, bytes.Length - 1)],
        byte[] { Length: > 0 } bytes =>
            [Flipped(bytes, 0), Flipped(bytes, bytes.Length / 2), Flipped(bytes, bytes.Length - 1), bytes[..^1], (byte[])[.. bytes, 0]],
        _ => [],
    };

    private static string Flipped(string text, int at) => $"{text[..at]}{(text[at] == 'x' ? 'y' : 'x')}{text[(at + 1)..]}";

    private static byte[] Flipped(byte[] bytes, int at)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[at] ^= 1;
        return flipped;
    }

    private static Expected? Expectation(string table, string column, TamperMatrixRow row, object? value)
    {
        var what = $"{table}.{column} = {value}";
        return (table, column) switch
        {
            // The id is a hash of the three: which of them was altered cannot be told.
            ("logs", "tenant" or "generation" or "secret") => new(what, FindingKind.Head, null, "secret"),
            ("logs", _) => new(what, FindingKind.Head, null, column) { Also = FindingKind.Key }, // Keys are named after the origin.
            // How often persons left is nothing that a log attests: an append that asks for it seals again.
            ("heads", "people") => null,
            ("heads", _) => new(what, FindingKind.Head, null, column),
            ("vkeys" or "holds", _) => new(what, FindingKind.Key, null, table),
            ("addresses", "month") => new(what, FindingKind.Row, Index(row), table),
            // An installation may go without addresses: that one is missing is no finding.
            ("addresses", "idx") => new(what, FindingKind.Row, Index(row) + Far, "addresses"),
            ("addresses", _) => new(what, FindingKind.Address, Index(row)),
            ("aliases", "first_idx") => new(what, FindingKind.Row, Index(row) + Far, "aliases") { Others = [Index(row)] },
            ("aliases", _) => new(what, FindingKind.Subject, Index(row)),
            ("tiles", "hashes") => new(what, FindingKind.Tile, null),
            ("tiles", _) => new(what, FindingKind.Tile, null),
            ("checkpoints", _) => new(what, FindingKind.Checkpoint, null, "note"),
            ("entries", "idx") => new(what, FindingKind.Missing, Index(row)) { Others = [Index(row) + Far] },
            ("entries" or "targets" or "disclosures", "month") => new(what, FindingKind.Row, Index(row), table),
            ("targets", "idx") => new(what, FindingKind.Column, Index(row), "target") { Others = [Index(row) + Far] },
            ("disclosures", "idx") => new(what, FindingKind.Disclosure, Index(row)) { Others = [Index(row) + Far] },
            ("replays", "idx") => new(what, FindingKind.Replay, Index(row)) { Others = [Index(row) + Far] },
            ("manifests", "idx") => new(what, FindingKind.Manifest, Index(row)) { Others = [Index(row) + Far] },
            ("directory", "first_idx") => new(what, FindingKind.Row, Index(row) + Far, "directory") { Others = [Index(row)] },
            ("entries", "leaf") => new(what, FindingKind.Leaf, Index(row)),

            // Behind a hole it is only bounded: it has tests of its own.
            ("entries", "stored_at") => new(what, FindingKind.Time, Index(row), column),
            ("entries", _) => new(what, FindingKind.Column, Index(row), column),
            ("targets", "n") => new(what, FindingKind.Column, Index(row), "target"),
            ("targets", _) => new(what, FindingKind.Column, Index(row), column),
            ("disclosures", "body") => new(what, FindingKind.Disclosure, Index(row)),
            ("disclosures", _) => new(what, FindingKind.Disclosure, Index(row), column),
            ("replays", "event_id") => new(what, FindingKind.Replay, Index(row)),
            ("replays", _) => new(what, FindingKind.Replay, Index(row), column),
            // What it says of holds is believed no more.
            ("manifests", _) => new(what, FindingKind.Manifest, Index(row)) { Also = FindingKind.Key },
            ("directory", _) => new(what, FindingKind.Subject, Index(row)),
            _ => throw new InvalidOperationException($"Nobody said what an altered {table}.{column} is found as."),
        };
    }
}
