using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cairn;

/// <summary>What the log will not take and what is no record any more, one file each, kept until a person decides. Its folder lies in the spool's.</summary>
internal sealed class SpoolQuarantine(string spool, TimeProvider clock, SpoolLog log)
{
    private const string Ending = ".json";

    public string Folder { get; } = Path.Combine(spool, "quarantine");

    /// <summary>How many events and damaged pieces there are.</summary>
    public int Count => Names().Count();

    /// <summary>Sets an event aside. False: the disk did not take it, so the record has to stay in the spool. Never throws.</summary>
    public bool Put(SpoolRecord record, ReadOnlyMemory<byte> json, string reason) =>
        TryWrite(new(Name(record.Written, $"{record.Id:N}-{record.Seq}"), clock.GetUtcNow(), reason)
        {
            Tenant = record.Tenant,
            Producer = record.Producer,
            Seq = record.Seq,
            Kind = record.Kind,
            Id = record.Id,
            Event = json,
        });

    /// <summary>Sets damaged bytes aside, as they are and with a note. False: the disk did not take them. Never throws.</summary>
    public bool Put(SpoolSegment segment, SegmentStep step, ReadOnlySpan<byte> bytes)
    {
        var created = segment.Walk.Header is { Created: >= 0 and var ticks } && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;

        // The same place again, after a crash, is the same file.
        var item = new QuarantinedItem(Name(created, $"{segment.Slot.Producer}-{segment.File.Number}-{step.Offset}"), clock.GetUtcNow(), step.Reason) { Producer = segment.Slot.Producer };
        return TryWriteBytes(item.Name, bytes) && TryWrite(item);
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

        File.Delete(BytesOf(name));
        File.Delete(PathOf(name));
        return true;
    }

    private static string Name(DateTimeOffset at, string rest) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyyMMdd'T'HHmmss'.'fffffff'Z'}-{rest}");

    // A name comes from a command line: it must not lead out of the folder.
    private static bool IsName(string name) => name.Length is > 0 and < 200 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') && name[0] != '.';

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
            log.Failed($"write {path}", e.Message);
            return false;
        }
    }
}
