using System.Collections.Concurrent;
using Cairn.Primitives;
using Microsoft.Extensions.Logging;

namespace Cairn.Spooling;

/// <summary>
/// Events on their way into a log, in files that survive the process. Any thread appends; one drain reads, in order, and says what is done.
/// What a process that died left behind is read by the next one, or by one that runs beside it.
/// </summary>
internal sealed class Spool : IDisposable
{
    private readonly SpoolSettings settings;
    private readonly SpoolLog log;
    private readonly SpoolSize size = new();
    private readonly ConcurrentQueue<(SlotFolder Slot, SegmentFile Segment)> made = [];
    private readonly SlotWriter writer;
    private readonly ITimer? syncing;

    // Below: touched only by the drain.
    private readonly DamageReport damage;
    private readonly List<AdoptedSlot> adopted;
    private readonly List<SlotReader> own = []; // One; none on a full disk; more where another process took the slot from us.
    private int turn;
    private long looks;

    private int asleep; // 1: the drain waits to be woken.

    private Spool(SpoolSettings settings, SlotClaims claims, SpoolLog log)
    {
        (this.settings, this.log, Folder) = (settings, log, settings.Folder);
        Quarantine = new(Folder, settings.Clock, log);
        damage = new(Quarantine, log);
        if (claims.Own is { } mine)
        {
            own.Add(new(mine.Slot, mine.State.Files, size, damage, log));
        }

        adopted = [.. claims.Others.Select(Adopt)];
        writer = new(claims.Own, settings, size, made, log);
        syncing = settings.SyncEvery is { } every ? settings.Clock.CreateTimer(_ => Sync(), null, every, every) : null;
    }

    public string Folder { get; }

    /// <summary>This process's producer. It changes only where another process took the slot.</summary>
    public string Producer => writer.Producer;

    /// <summary>Bytes on disk in all slots held.</summary>
    public long Bytes => size.Total;

    public SpoolQuarantine Quarantine { get; }

    /// <summary>How often the files were looked after: what was done to them before the last look is mended.</summary>
    public long Looks => Volatile.Read(ref looks);

    /// <summary>What fails right now, and is tried again.</summary>
    public IReadOnlyList<SpoolTrouble> Troubles => log.Troubles.Now();

    /// <summary>How often files were deleted, replaced or cut while they were in use.</summary>
    public SpoolIncidents Incidents => log.Incidents;

    /// <summary>
    /// Called on an appending thread when there is something for a drain that sleeps (<see cref="TrySleep"/>); must be quick.
    /// </summary>
    public Action? Grew { get; set; }

    /// <summary>Opens a folder, made when it is missing: takes a slot, and what dead processes left.</summary>
    /// <exception cref="CairnStoreException">The folder cannot be used; what is wrong, and how to mend it.</exception>
    public static Spool Open(SpoolSettings settings, ILogger logger)
    {
        settings.Validate();
        var log = new SpoolLog(logger, settings.Clock);
        SlotClaims? claims = null;
        try
        {
            SpoolFolder.Prepare(settings.Folder, log);
            claims = SlotClaims.Make(settings, log);
            return new(settings, claims, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            claims?.Dispose();
            throw new CairnStoreException(
                $"The spool folder {settings.Folder} cannot be used: {e.Message} Make it a folder that this account may write, "
                + "with room on its disk, or name another.",
                e);
        }
    }

    /// <summary>
    /// Keeps a record: when the answer is <see cref="SpoolAnswer.Kept"/>, it survives the process. From any thread; never throws.
    /// </summary>
    public SpoolAnswer Append(string tenant, SpoolKind kind, Guid id, ReadOnlySpan<byte> json) =>
        Append(tenant, kind, id, settings.Clock.GetUtcNow(), json);

    /// <summary>The same, for whoever knows the time already.</summary>
    public SpoolAnswer Append(string tenant, SpoolKind kind, Guid id, DateTimeOffset now, ReadOnlySpan<byte> json)
    {
        try
        {
            if (json.Length > Frame.MostJson || !Grammar.IsTenant(tenant))
            {
                return SpoolAnswer.TooLarge;
            }

            var frame = FrameBuffer.OfThread;
            frame.Write(kind, tenant, id, now.UtcTicks, json);
            var answer = writer.Append(tenant, kind, frame);
            if (answer == SpoolAnswer.Kept)
            {
                TryWake();
            }

            return answer;
        }
        catch (Exception e)
        {
            // Out of memory, at worst: the caller's own work goes on.
            log.Failed("keep an event", e.Message);
            return SpoolAnswer.DiskFailed;
        }
    }

    /// <summary>
    /// The next records that were not handed out yet, those of a producer in their order, adopted slots and our own by turns.
    /// </summary>
    /// <returns>How many were added.</returns>
    public int Scan(List<SpoolRecord> into, int most)
    {
        TakeMade();
        var before = into.Count;
        var full = (int)Math.Min(int.MaxValue, (long)before + most);
        var readers = Readers();
        turn++;
        for (var i = 0; i < readers.Count && into.Count < full; i++)
        {
            readers[(turn + i) % readers.Count].Scan(into, full);
        }

        // What was lost in a segment that is written to is known once there is another one.
        if (own is [.., { Last: { IsDamaged: true } last } mine] && writer.TryLeave(last.File))
        {
            TakeMade();
            mine.Sweep();
        }

        return into.Count - before;
    }

    /// <summary>The JSON of a record. False: it was damaged since it was handed out, and its bytes are set aside.</summary>
    public bool TryRead(SpoolRecord record, out ReadOnlyMemory<byte> json)
    {
        var (segment, offset, _) = record.Place;
        var length = Frame.Head + record.Tenant.Length + record.Length;
        var bytes = new byte[length];
        var isRead = TryRead(segment.File, offset, bytes) && Frame.TryRead(bytes, segment.Walk.Place(offset), out _);
        json = isRead ? bytes.AsMemory(length - record.Length) : default;
        if (!isRead)
        {
            damage.SetAside(segment, new(StepKind.Damage, offset, length, "the record was changed after it was read first"));
        }

        return isRead;
    }

    /// <summary>The record is committed or set aside. A segment goes once all its records are done.</summary>
    public void Done(SpoolRecord record) => Done(record.Place);

    /// <summary>Numbers lost with damaged records, to be told to their log; the segment stays until the loss is done.</summary>
    public bool TryTakeLoss(out SpoolLoss? loss) => damage.TryTake(out loss);

    public void Done(SpoolLoss loss) => Done(loss.Place);

    /// <summary>
    /// The age of the oldest record that is not done; <see langword="null"/> without one, zero where the clock was set back.
    /// </summary>
    public TimeSpan? OldestAge
    {
        get
        {
            TakeMade();
            var oldest = Readers().Select(reader => reader.Oldest).Where(time => time is not null).Min();
            return oldest is { } ticks ? TimeSpan.FromTicks(Math.Max(0, settings.Clock.GetUtcNow().UtcTicks - ticks)) : null;
        }
    }

    /// <summary>The drain sleeps until <see cref="Grew"/>. False: there is something to scan already.</summary>
    public bool TrySleep()
    {
        Interlocked.Exchange(ref asleep, 1);
        TakeMade();
        if (!Readers().Exists(reader => reader.HasUnread()))
        {
            return true;
        }

        Volatile.Write(ref asleep, 0);
        return false;
    }

    /// <summary>
    /// What has to be done every second or so: notices files that were deleted, replaced or cut, adopts slots whose process died, lets
    /// go of those that are drained, and leaves segments whose records are all committed so that they do not lie about on the disk.
    /// </summary>
    public void Maintain()
    {
        try
        {
            Heal();
            adopted.AddRange(SlotClaims.Orphans(settings, IsHere, log).Select(Adopt));
            adopted.RemoveAll(slot => slot.TryLeave());
            LeaveLost();
            if (own is [.., { IsDrained: true, Last: { HasRecords: true } last }])
            {
                writer.TryLeave(last.File, done: last.Walk.At);
                TakeMade();
            }

            own.ForEach(reader => reader.Sweep());
            Volatile.Write(ref looks, looks + 1);
            log.TellOver();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Failed("look after its folder", e.Message);
        }
    }

    /// <summary>
    /// Takes nothing more, marks the slot as closed in good order and leaves what is not done for the next start.
    /// After the drain has stopped.
    /// </summary>
    public void Dispose()
    {
        if (!writer.TryClose())
        {
            return;
        }

        syncing?.Dispose();
        Heal();
        foreach (var slot in adopted.Where(slot => !slot.TryLeave()))
        {
            slot.Dispose();
        }

        own.ForEach(reader => reader.Sync());
        writer.Mark(own is [.., { IsDrained: true }]);
        TakeMade();
        foreach (var reader in own)
        {
            reader.Sweep();
            reader.Close();
            reader.Slot.Dispose();
        }

        log.Dispose();
    }

    private void TryWake()
    {
        // The record was published before this looks whether the drain sleeps; the drain does both the other way round.
        // One of them sees the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref asleep) == 0 || Interlocked.Exchange(ref asleep, 0) == 0)
        {
            return;
        }

        try
        {
            Grew?.Invoke();
        }
        catch (Exception e)
        {
            log.Failed("wake its drain", e.Message); // The record is kept, and the caller is to be told so.
        }
    }

    private void Done(SpoolPlace place)
    {
        place.Segment.Done(place.Ordinal);
        if (place.Segment is { IsScanned: true, IsIdle: true })
        {
            Readers().Find(reader => reader.Slot == place.Segment.Slot)?.Sweep();
        }
    }

    private void TakeMade()
    {
        while (made.TryDequeue(out var next))
        {
            if (own is not [.., { } mine] || mine.Slot != next.Slot)
            {
                own.ForEach(reader => reader.IsOver = true);
                own.Add(mine = new(next.Slot, [], size, damage, log));
            }

            mine.Add(next.Segment);
        }
    }

    /// <summary>Goes on in new files where somebody deleted or replaced those in use, and puts back what was not done.</summary>
    private void Heal()
    {
        writer.Recheck();
        TakeMade();
        foreach (var reader in own)
        {
            reader.Unstick();
            reader.Restore(Quarantine, isLive: !reader.IsOver);
        }

        foreach (var slot in adopted)
        {
            slot.Reread();
            slot.Restore(Quarantine);
        }
    }

    private bool IsHere(string path) => own.Exists(reader => reader.Slot.Path == path) || adopted.Exists(slot => slot.Path == path);

    private void LeaveLost()
    {
        for (var i = own.Count - 2; i >= 0; i--)
        {
            if (own[i].TryClose())
            {
                own[i].Slot.Dispose();
                own.RemoveAt(i);
            }
        }
    }

    private List<SlotReader> Readers() => [.. adopted.Select(slot => slot.Reader), .. own];

    private AdoptedSlot Adopt(SlotClaim claim)
    {
        log.Adopted(claim.Slot.Path);
        return new(claim, new(claim.Slot, claim.State.Files, size, damage, log) { IsOver = true }, settings, log);
    }

    private void Sync()
    {
        try
        {
            writer.Sync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            log.Failed("force what it holds to the disk", e.Message);
        }
    }

    private static bool TryRead(SegmentFile file, long offset, Span<byte> bytes)
    {
        try
        {
            return file.ReadAll(offset, bytes) == bytes.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
