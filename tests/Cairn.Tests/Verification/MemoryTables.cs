using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Tests.Verification;

/// <summary>A log in memory as the tables it would have in a database.</summary>
internal sealed class MemoryTables(MemoryLog log) : ITamperMatrixTables
{
    public IReadOnlyDictionary<string, string[]> Columns { get; } = new Dictionary<string, string[]>
    {
        ["logs"] = ["tenant", "generation", "log_id", "origin", "secret"],
        ["heads"] = ["size", "edge", "stored_at", "people"],
        ["vkeys"] = ["from_size", "vkey"],
        ["holds"] = ["hold", "from_idx", "to_idx"],
        ["entries"] = ["idx", "leaf", "stored_at", "event_id", "occurred_at", "action", "category", "actor_type", "actor_id", "outcome"],
        ["targets"] = ["idx", "n", "type", "id"],
        ["disclosures"] = ["idx", "name", "subject", "class", "key_id", "digest", "body"],
        ["replays"] = ["idx", "key_id", "digest"],
        ["addresses"] = ["network", "idx", "key_id"],
        ["manifests"] = ["idx", "kind", "body"],
        ["directory"] = ["identifier", "subject", "key_id", "first_idx"],
        ["aliases"] = ["identifier", "subject", "key_id", "first_idx"],
        ["tiles"] = ["level", "idx", "hashes"],
        ["checkpoints"] = ["note"],
    };

    public List<TamperMatrixRow> Read(string table) => [.. Rows(table).Select(values => Row(table, values))];

    public void Write(string table, IReadOnlyList<TamperMatrixRow> rows)
    {
        var values = rows.Select(r => Columns[table].Select(c => r[c]).ToArray()).ToList();
        switch (table)
        {
            case "logs":
                WriteLog(values[0]);
                break;
            case "heads":
                log.Head = values.Count == 0 ? new(-1, default, -1) : log.Head with
                {
                    Size = Number(values[0][0]),
                    Edge = Bytes(values[0][1]),
                    StoredAt = Number(values[0][2]),
                    People = Number(values[0][3])
                };
                break;
            case "vkeys":
                log.VerifierKeys.Clear();
                log.VerifierKeys.AddRange(values.Select(v => new StoredVerifierKey(Number(v[0]), Text(v[1]))).OrderBy(k => k.FromSize));
                break;
            case "holds":
                log.Holds.Clear();
                log.Holds.AddRange(values.Select(v => new StoredHold(Text(v[0]), Number(v[1]), Number(v[2]))));
                break;
            case "addresses":
                WriteAddresses(values);
                break;
            case "aliases":
                log.Aliases.Clear();
                values.ForEach(v => log.Aliases.Add(
                    (AliasHash.Of(Bytes(v[0])).Value, Text(v[1])), new(Number(v[3]), AliasHash.Of(Bytes(v[0])), Text(v[1]), Small(v[2]))));
                break;
            case "entries":
                WriteEntries(values);
                break;
            case "targets":
                ForEach(
                    values,
                    (e, own) => e with { Targets = [.. own.Select(v => new StoredTarget((int)Number(v[1]), Text(v[2]), Text(v[3])))] });
                break;
            case "disclosures":
                ForEach(values, (e, own) => e with { Disclosures = [.. own.Select(
                    v => new StoredDisclosure(Text(v[1]), Text(v[2]) is { Length: > 0 } s ? s : null, Text(v[3]), Number(v[4]), Bytes(v[6]))
                    {
                        Digest = v[5] as string
                    })] });
                break;
            case "replays":
                ForEach(values, (e, own) => e with { EventDigest = Digest(own), ReplayKeyId = own.Count == 0 ? 0 : Small(own[0][1]) });
                break;
            case "manifests":
                log.Manifests.Clear();
                values.ForEach(v => log.Manifests.Add(Number(v[0]), new(Number(v[0]), Bytes(v[2])) { Kind = Text(v[1]) }));
                break;
            case "directory":
                log.Directory.Clear();
                values.ForEach(v => log.Directory.Add(Padded(v[0]), new(Number(v[3]), Padded(v[0]), Text(v[1]), Number(v[2]))));
                break;
            case "tiles":
                log.Tiles.Clear();
                values.ForEach(v => log.Tiles.Add(new((int)Math.Clamp(Number(v[0]), -1, 63), Number(v[1])), Bytes(v[2])));
                break;
            case "checkpoints":
                log.Checkpoint = values.Count == 0 ? null : Text(values[0][0]);
                break;
        }
    }

    private IEnumerable<object?[]> Rows(string table) => table switch
    {
        "logs" => [[log.Identity.Tenant, (long)log.Identity.Generation, log.Identity.LogId, log.Identity.Origin, log.Identity.Secret]],
        "heads" => [[log.Head.Size, log.Head.Edge.ToArray(), log.Head.StoredAt, log.Head.People]],
        "vkeys" => log.VerifierKeys.Select(k => new object?[] { k.FromSize, k.Key }),
        "holds" => log.Holds.Select(h => new object?[] { h.Hold, h.From, h.To }),
        "addresses" => Addresses(),
        "aliases" => log.Aliases.Values.Select(a => new object?[] { a.Identifier.ToBytes(), a.Subject, (long)a.KeyId, a.FirstIndex }),
        "entries" => log.Entries.Select(e => EntryRow(e.Key, e.Value)),
        "targets" => log.Entries.SelectMany(e => e.Value.Targets.Select(t => new object?[] { e.Key, (long)t.Position, t.Type, t.Id })),
        "disclosures" => log.Entries.SelectMany(e => e.Value.Disclosures.Select(
            d => new object?[] { e.Key, d.Name, d.Subject ?? "", d.Class, d.KeyId, d.Digest, d.Json.ToArray() })),
        "replays" => log.Entries.Where(e => e.Value.EventDigest is not { IsEmpty: true })
            .Select(e => new object?[] { e.Key, (long)e.Value.ReplayKeyId, e.Value.EventDigest?.ToArray() }),
        "manifests" => log.Manifests.Values.Select(m => new object?[] { m.Index, m.Kind, m.Json.ToArray() }),
        "directory" => log.Directory.Values.Select(s => new object?[] { s.Identifier.ToArray(), s.Subject, s.KeyId, s.FirstIndex }),
        "tiles" => log.Tiles.Select(t => new object?[] { (long)t.Key.Level, t.Key.Index, t.Value.ToArray() }),
        _ => log.Checkpoint is null ? [] : [[log.Checkpoint]],
    };

    private static object?[] EntryRow(long index, StoredEntry e) =>
        [
            index, e.Leaf.ToArray(), e.StoredAt, e.Columns.EventId.ToByteArray(bigEndian: true), e.Columns.OccurredAt, e.Columns.Action,
            e.Columns.Category, e.Columns.ActorType, e.Columns.ActorId, e.Columns.Outcome
        ];

    private TamperMatrixRow Row(string table, object?[] values)
    {
        var row = new TamperMatrixRow();
        for (var i = 0; i < values.Length; i++)
        {
            row[Columns[table][i]] = values[i];
        }

        return row;
    }

    private void WriteLog(object?[] v)
    {
        log.Identity = new(Text(v[0]), (int)Number(v[1]), Text(v[2]), Text(v[3]))
        {
            Secret = Bytes(v[4]),
            Key = log.Identity.Key,
            Keys = log.Identity.Keys
        };
    }

    // What stands beside an entry stays where it was, as it would in its own table.
    private void WriteEntries(List<object?[]> values)
    {
        var beside = log.Entries.ToDictionary();
        foreach (var (index, entry) in beside)
        {
            kept[index] = entry;
        }

        log.Entries.Clear();
        foreach (var v in values)
        {
            var index = Number(v[0]);
            var id = Bytes(v[3]) is { Length: 16 } bytes ? new Guid(bytes, bigEndian: true) : Guid.Empty;
            log.Entries.Add(index, new()
            {
                Index = index,
                Leaf = Bytes(v[1]),
                StoredAt = Number(v[2]),
                Columns = new(id, Number(v[4]), Text(v[5]), Text(v[6]), Text(v[7]), v[8] as string, Text(v[9])),
                Targets = kept.GetValueOrDefault(index)?.Targets ?? [],
                Disclosures = kept.GetValueOrDefault(index)?.Disclosures ?? [],
                Network = kept.GetValueOrDefault(index)?.Network,
                ReplayKeyId = kept.GetValueOrDefault(index)?.ReplayKeyId ?? 0,
                EventDigest = kept.TryGetValue(index, out var k) ? k.EventDigest : ReadOnlyMemory<byte>.Empty,
            });
        }
    }

    // One that stands at no entry is kept aside, as it would be in its own table.
    private IEnumerable<object?[]> Addresses() => log.Entries.Where(e => e.Value.Network is not null)
        .Select(e => new object?[] { e.Value.Network!.Value.Network, e.Key, (long)e.Value.Network.Value.KeyId })
        .Concat(log.StrayAddresses.Select(a => new object?[] { 0L, a, 1L }));

    private void WriteAddresses(List<object?[]> values)
    {
        ForEach(values.Select(v => new[] { v[1], v[0], v[2] }).ToList(), (e, own) => e with { Network = own.Count switch
        {
            0 => null,
            1 => new(Number(own[0][1]), Small(own[0][2])),
            _ => new(0, -1),
        } });
        log.StrayAddresses.Clear();
        log.StrayAddresses.AddRange(values.Select(v => Number(v[1])).Where(i => !log.Entries.ContainsKey(i)));
    }

    private readonly Dictionary<long, StoredEntry> kept = [];

    private void ForEach(List<object?[]> values, Func<StoredEntry, List<object?[]>, StoredEntry> write)
    {
        var byIndex = values.ToLookup(v => Number(v[0]));
        foreach (var index in log.Entries.Keys.ToList())
        {
            log.Entries[index] = write(log.Entries[index], [.. byIndex[index]]);
        }
    }

    // Absent: the row is missing; empty of value: it was erased.
    private static ReadOnlyMemory<byte>? Digest(List<object?[]> rows) =>
        rows.Count == 0 ? ReadOnlyMemory<byte>.Empty : rows[0][2] is byte[] digest ? digest : default(ReadOnlyMemory<byte>?);

    // Memory holds 32 bytes, whatever was written.
    private static Hash Padded(object? value)
    {
        var bytes = new byte[Hash.Size];
        Bytes(value).AsSpan(0, Math.Min(Hash.Size, Bytes(value).Length)).CopyTo(bytes);
        return new(bytes);
    }

    // A key id of another size is none.
    private static int Small(object? value) => Number(value) is >= 0 and <= int.MaxValue and var number ? (int)number : -1;

    private static long Number(object? value) => (long)value!; // Of a number's column.

    private static string Text(object? value) => (string)value!; // Of a text's column.

    private static byte[] Bytes(object? value) => (byte[])value!; // Of a column of bytes.
}
