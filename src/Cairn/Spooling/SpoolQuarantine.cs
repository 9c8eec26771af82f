using System.Globalization;
using System.Text;
using System.Text.Json;
using Cairn.Files;

namespace Cairn.Spooling;

/// <summary>What became of an event that was to be set aside.</summary>
internal enum QuarantineAnswer
{
    /// <summary>It is in the quarantine.</summary>
    Kept,

    /// <summary>The quarantine holds as much as it may: the event is only counted.</summary>
    Full,

    /// <summary>The disk did not take it: the record has to stay in the spool.</summary>
    DiskFailed,
}

/// <summary>
/// What the log will not take and what is no record any more, one file each, kept until a person decides. Its folder lies in the spool's.
/// </summary>
internal sealed class SpoolQuarantine(string spool, TimeProvider clock, SpoolLog log)
{
    /// <summary>
    /// An application that gets every event wrong must not fill the disk with them. Damaged bytes are not counted: the
    /// spool's own size bounds them.
    /// </summary>
    public const int MostItems = 10_000;

    private const string Ending = ".json";
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(1);

    // What was counted last, and when. Touched only by whoever puts.
    private int counted;
    private long? countedAt;

    public string Folder { get; } = Path.Combine(spool, "quarantine");

    /// <summary>How many events it may hold: tests set less.</summary>
    public int Room { get; init; } = MostItems;

    /// <summary>How many events and damaged pieces there are.</summary>
    public int Count => Names().Count();

    /// <summary>Sets an event aside. Never throws.</summary>
    public QuarantineAnswer Put(SpoolRecord record, ReadOnlyMemory<byte> json, string reason)
    {
        var item = ItemOf(record, json, reason);
        if (IsFull() && !File.Exists(PathOf(item.Name)))
        {
            return QuarantineAnswer.Full;
        }

        counted++;
        return TryWrite(item) ? QuarantineAnswer.Kept : QuarantineAnswer.DiskFailed;
    }

    private QuarantinedItem ItemOf(SpoolRecord record, ReadOnlyMemory<byte> json, string reason)
    {
        var refused = record.Kind == SpoolKind.Refused ? RefusedEvent.Read(json) : new(reason, null, json);
        return new(Name(record.Written, $"{record.Id:N}-{record.Seq}"), clock.GetUtcNow(), refused.Reason)
        {
            Tenant = record.Tenant,
            Producer = record.Producer,
            Seq = record.Seq,
            Kind = record.Kind,
            Id = record.Id,
            Caller = refused.Caller,
            Event = refused.Event,
        };
    }

    // Listing a folder of thousands for each event would be slow: what others take out is noticed within a second.
    private bool IsFull()
    {
        if (countedAt is not { } at || clock.GetElapsedTime(at) >= CountEvery)
        {
            (counted, countedAt) = (Count, clock.GetTimestamp());
        }

        return counted >= Room;
    }

    /// <summary>Sets damaged bytes aside, as they are and with a note. False: the disk did not take them. Never throws.</summary>
    public bool Put(SpoolSegment segment, SegmentStep step, ReadOnlySpan<byte> bytes)
    {
        var created = segment.Walk.Header is { Created: >= 0 and var ticks } && ticks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : DateTimeOffset.UnixEpoch;

        // The same place again, after a crash, is the same file.
        var item = new QuarantinedItem(
            Name(created, $"{segment.Slot.Producer}-{segment.File.Number}-{step.Offset}"),
            clock.GetUtcNow(),
            step.Reason) { Producer = segment.Slot.Producer };
        return TryWriteBytes(item.Name, bytes) && TryWrite(item);
    }

    /// <summary>Moves something here that lies in the place of a segment, whatever it is, with a note.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public void Take(string path, string producer, string reason)
    {
        DurableFile.MakeFolder(Folder);
        var item = new QuarantinedItem(
            Name(clock.GetUtcNow(), $"{producer}-{Path.GetFileName(path)}"), clock.GetUtcNow(), reason) { Producer = producer };
        if (new FileInfo(path).LinkTarget is { } target)
        {
            File.Delete(path); // The link, not what it leads to.
            item = item with { Reason = $"{reason}: a link to {target}" };
        }
        else if (Directory.Exists(path))
        {
            Directory.Move(path, BytesOf(item.Name));
        }
        else
        {
            File.Move(path, BytesOf(item.Name), overwrite: true);
        }

        TryWrite(item);
    }

    /// <summary>All that is set aside, the oldest first.</summary>
    public IReadOnlyList<QuarantinedItem> List() => [.. Names().Order(StringComparer.Ordinal).Select(Read).OfType<QuarantinedItem>()];

    /// <summary>One item; <see langword="null"/> where there is none of that name, or its file is not one.</summary>
    public QuarantinedItem? Read(string name)
    {
        try
        {
            return IsName(name) ? QuarantinedItem.Parse(name, File.ReadAllBytes(PathOf(name))) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            log.Failed($"read {PathOf(name)}", e.Message);
            return null;
        }
    }

    /// <summary>Puts a mended item in the place of what it was.</summary>
    public bool Replace(QuarantinedItem item) => IsName(item.Name) && File.Exists(PathOf(item.Name)) && TryWrite(item);

    /// <summary>Takes an item out for good. False where there is none.</summary>
    public bool Remove(string name)
    {
        if (!IsName(name) || !File.Exists(PathOf(name)))
        {
            return false;
        }

        if (Directory.Exists(BytesOf(name)))
        {
            Directory.Delete(BytesOf(name), recursive: true);
        }

        File.Delete(BytesOf(name));
        File.Delete(PathOf(name));
        return true;
    }

    private static string Name(DateTimeOffset at, string rest) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyyMMdd'T'HHmmss'.'fffffff'Z'}-{rest}");

    // A name comes from a command line: it must not lead out of the folder.
    private static bool IsName(string name) =>
        name.Length is > 0 and < 200 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') && name[0] != '.';

    private IEnumerable<string> Names() => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "*" + Ending).Select(path => Path.GetFileNameWithoutExtension(path)).Where(IsName)
        : [];

    private string PathOf(string name) => Path.Combine(Folder, name + Ending);

    private string BytesOf(string name) => Path.Combine(Folder, name + ".bin");

    private bool TryWrite(QuarantinedItem item) => Try(PathOf(item.Name), path => DurableFile.Replace(path, item.Format()));

    private bool TryWriteBytes(string name, ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        return Try(BytesOf(name), path => DurableFile.Replace(path, copy));
    }

    private bool Try(string path, Action<string> write)
    {
        try
        {
            DurableFile.MakeFolder(Folder);
            write(path);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it is: what was to be set aside stays where it is.
            log.Failed($"write to its quarantine {Folder}", e.Message);
            return false;
        }
    }
}
