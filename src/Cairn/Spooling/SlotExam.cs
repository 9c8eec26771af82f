namespace Cairn.Spooling;

/// <summary>A slot as it looks to whoever does not take it.</summary>
/// <param name="Bytes">What its segments take on the disk.</param>
/// <param name="Problems">What of it this account cannot read, and why; empty when all can be read.</param>
internal sealed record SlotExam(long Bytes, IReadOnlyList<string> Problems)
{
    /// <summary>All slots of a spool.</summary>
    public static IReadOnlyList<SlotExam> All(string spool) => [.. SlotFolder.All(spool).Select(Of)];

    private static SlotExam Of(string path)
    {
        if (SlotFolder.IsLink(path) || !Directory.Exists(path))
        {
            return new(0, [$"{path}: a slot is a folder, and links are not followed: put the folder in its place, or delete it"]);
        }

        try
        {
            var (bytes, problems) = (0L, new List<string>());
            foreach (var (segmentPath, number) in SlotFolder.SegmentsOf(path))
            {
                var segment = new UnreadSegment(segmentPath, number);
                using var file = segment.TryOpen();
                bytes += file?.Length ?? 0;
                if (file is null && File.Exists(segmentPath)) // Else its process has just deleted it.
                {
                    problems.Add($"{segmentPath}: {segment.Why}");
                }
            }

            return new(bytes, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(0, [$"{path}: {e.Message} Give it to the application's account, or run this as that account"]);
        }
    }
}
