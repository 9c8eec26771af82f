using Cairn.Contracts;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Tests.Verification;

/// <summary>Any one altered bit anywhere is found, at its place, and accuses nothing else: whatever part of the log is signed.</summary>
public sealed class SingleAlterationTests
{
    private const int Size = 700;
    private const int Alterations = 200;

    [Theory]
    [InlineData(1, Size)]
    [InlineData(2, 600)]
    [InlineData(3, 256)]
    [InlineData(4, 511)]
    [InlineData(5, 0)]
    public async Task Any_altered_bit_is_named_and_accuses_nothing_else(int seed, int signedSize)
    {
        var random = new Random(seed);
        var store = new MemoryStore();
        var log = await TamperMatrixLog.CreateAsync(store, seed);
        await log.AppendAsync(signedSize);
        if (signedSize > 0)
        {
            await log.SignAsync();
        }

        await log.AppendAsync(Size - signedSize);
        var tables = new MemoryTables(store.Rows.Of(log.Identity));
        for (var i = 0; i < Alterations; i++)
        {
            await AlterAsync(random, log, tables);
        }
    }

    private static async Task AlterAsync(Random random, TamperMatrixLog log, MemoryTables tables)
    {
        var table = tables.Columns.Keys.ElementAt(random.Next(tables.Columns.Count));
        var before = tables.Read(table);
        var column = tables.Columns[table][random.Next(tables.Columns[table].Length)];
        if (before.Count == 0 || column is "idx" or "first_idx" or "level" or "people" or "newest")
        {
            return; // The matrix has those; nothing attests how often persons left and which id is the newest.
        }

        var at = random.Next(before.Count);
        if (Altered(random, column, before[at][column]) is not { } value)
        {
            return;
        }

        var altered = before[at].With(column, value);
        if (table == "aliases"
            && before.Any(r => r["identifier"] is byte[] same
                && same.AsSpan().SequenceEqual((byte[])altered["identifier"]!)
                && Equals(r["subject"], altered["subject"])))
        {
            return; // Two people of one name: the key of the table refuses it.
        }

        tables.Write(table, [.. before[..at], altered, .. before[(at + 1)..]]);
        var report = await log.VerifyAsync();
        tables.Write(table, before);
        var index = before[at].TryGetValue("first_idx", out var first) ? first
            : table == "tiles" ? null
            : before[at].GetValueOrDefault("idx");
        var said = $"{table}.{column} of {index}\n{string.Join('\n', report.Findings)}";
        Assert.True(report.Verdict == Verdict.Altered, "not found: " + said);
        Assert.True(report.Findings.All(f => f.Index == (long?)index), "something else was accused: " + said);
        Assert.True(report.Findings.Count == 1 || (table, column) is ("targets", "n"), "more than one finding: " + said);
    }

    private static object? Altered(Random random, string column, object? value)
    {
        switch (value)
        {
            case long number:
                return number ^ (1L << random.Next(column is "n" or "generation" ? 31 : 63));
            case string { Length: > 0 } text:
                var i = random.Next(text.Length);
                return $"{text[..i]}{(char)(text[i] ^ (1 << random.Next(7)))}{text[(i + 1)..]}";
            case byte[] { Length: > 0 } bytes:
                var flipped = (byte[])bytes.Clone();
                flipped[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return flipped;
            default:
                return null;
        }
    }
}
