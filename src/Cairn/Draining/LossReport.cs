using System.Security.Cryptography;
using Cairn.Diagnostics;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Primitives;
using Cairn.Recording;
using Cairn.Spooling;
using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn.Draining;

/// <summary>
/// Gathers what will never be in a log, and tells it to the log: numbers in ranges, and events that never got a number only counted.
/// Records are done once their log has been told.
/// </summary>
internal sealed partial class LossReport(LogWriter writer, SpoolReader spool, TimeProvider clock, ILogger logger)
{
    /// <summary>How long losses are gathered: one entry names many.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();

    // Both guarded by the gate.
    private readonly Dictionary<(string Tenant, string Producer, string Why), Loss> gathered = [];
    private int telling;

    /// <summary>Whether losses wait to be told, or are being told.</summary>
    public bool IsBusy
    {
        get
        {
            lock (gate)
            {
                return gathered.Count + telling > 0;
            }
        }
    }

    public void Add(SpoolRecord record, string why) => Add(
        record.Tenant,
        record.Producer,
        why,
        loss =>
        {
            loss.Ranges.Add(new(record.Seq, record.Seq));
            loss.Count++;
            loss.Since = loss.Since < record.Written ? loss.Since : record.Written;
            loss.Records.Add(record);
        });

    public void Add(SpoolLoss lost) => Add(
        lost.Tenant,
        lost.Producer,
        DroppedManifest.Quarantined,
        loss =>
        {
            loss.Ranges.AddRange(lost.Ranges);
            loss.Count += lost.Ranges.Sum(r => r.To - r.From + 1);
            loss.Lost.Add(lost);
        });

    /// <summary>Events that were dropped before they had a number.</summary>
    public void Add(DroppedEvents dropped) => Add(dropped.Tenant, spool.Producer, dropped.Why, loss => loss.Count += dropped.Count);

    /// <summary>Tells the logs what was gathered long enough, or all.</summary>
    public void Tell(bool all)
    {
        List<((string Tenant, string Producer, string Why) Key, Loss Loss)> due;
        lock (gate)
        {
            due = [.. gathered.Where(g => all || clock.GetElapsedTime(g.Value.Begun) >= Pause).Select(g => (g.Key, g.Value))];
            due.ForEach(d => gathered.Remove(d.Key));
            telling += due.Count;
        }

        foreach (var (key, loss) in due)
        {
            _ = TellAsync(key.Tenant, DroppedManifest.Of(key.Producer, NumberRange.Joined(loss.Ranges), loss.Count, key.Why), loss);
        }
    }

    private void Add(string tenant, string producer, string why, Action<Loss> add)
    {
        lock (gate)
        {
            if (!gathered.TryGetValue((tenant, producer, why), out var loss))
            {
                gathered.Add((tenant, producer, why), loss = new(clock.GetTimestamp(), clock.GetUtcNow()));
            }

            add(loss);
        }
    }

    private async Task TellAsync(string tenant, IReadOnlyList<DroppedManifest> manifests, Loss loss)
    {
        var isTold = true;
        foreach (var manifest in manifests)
        {
            isTold &= await TellAsync(tenant, manifest, loss).ConfigureAwait(false);
        }

        if (isTold)
        {
            spool.Done(loss.Records);
            loss.Lost.ForEach(spool.Done);
        }

        lock (gate)
        {
            telling--;
        }
    }

    private async Task<bool> TellAsync(string tenant, DroppedManifest manifest, Loss loss)
    {
        var answer = await TellAsync(tenant, manifest, IdOf(tenant, manifest, loss)).ConfigureAwait(false);
        if (answer == AppendStatus.Conflict)
        {
            // Somebody took that id.
            answer = await TellAsync(tenant, manifest, Guid.CreateVersion7(clock.GetUtcNow())).ConfigureAwait(false);
        }

        var isTold = answer is AppendStatus.Appended or AppendStatus.Replayed;
        if (!isTold && manifest.Ranges.Count == 0)
        {
            Untold(manifest.Count, tenant, manifest.Why); // Numbers are told after the next start: their records are still in the spool.
        }

        return isTold;
    }

    private async Task<AppendStatus?> TellAsync(string tenant, DroppedManifest manifest, Guid id)
    {
        var entry = new Attestation(manifest, CairnActions.EventsDropped, id);
        try
        {
            writer.Add(tenant, entry);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }

        return await entry.Done.ConfigureAwait(false);
    }

    // The same loss told again after a crash has the same id, so that it is in the log once. What had no number is told by one life only.
    private Guid IdOf(string tenant, DroppedManifest manifest, Loss loss)
    {
        if (manifest.Ranges.Count == 0)
        {
            return Guid.CreateVersion7(clock.GetUtcNow());
        }

        // RFC 9562 §5.7 with a digest in the place of chance: 48 bits of time, version 7, the variant.
        Span<byte> time = stackalloc byte[16];
        _ = Guid.CreateVersion7(loss.Since).TryWriteBytes(time, bigEndian: true, out _);
        var id = SHA256.HashData(new Utf8Buffer().Raw(tenant).Raw("\0"u8).Raw(manifest.Format()).Written).AsSpan(0, 16);
        time[..6].CopyTo(id);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new(id, bigEndian: true);
    }

    [LoggerMessage(
        14, LogLevel.Error, "{Count} audit events of tenant {Tenant} were dropped ({Why}), and the log was closed before it could be told")]
    private partial void Untold(long count, string tenant, string why);

    private sealed class Loss(long begun, DateTimeOffset now)
    {
        public long Begun => begun;

        /// <summary>When the oldest of the records was written.</summary>
        public DateTimeOffset Since { get; set; } = now;

        public List<NumberRange> Ranges { get; } = [];

        public long Count { get; set; }

        public List<SpoolRecord> Records { get; } = [];

        public List<SpoolLoss> Lost { get; } = [];
    }
}
