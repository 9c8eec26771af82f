using Cairn.Files;

namespace Cairn.Spooling;

/// <summary>
/// Room that a slot holds back on its disk: a new segment needs some before an old one can go, also where the disk is full.
/// </summary>
internal static class SpoolReserve
{
    private const int Least = 64 << 10;

    /// <summary>Takes the room, where it has none and the disk has some.</summary>
    /// <param name="slot">The slot's folder.</param>
    /// <param name="header">Bytes of a segment's header.</param>
    public static void Keep(string slot, int header)
    {
        var path = PathOf(slot);
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            // Written, not only promised: not every file system can promise.
            using var file = PrivateFile.Open(path, FileMode.CreateNew, FileShare.None);
            file.Write(new byte[Math.Max(Least, 2 * header)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Release(slot); // A full disk: once something is done there is room.
        }
    }

    /// <summary>Gives the room back to the disk.</summary>
    public static void Release(string slot)
    {
        try
        {
            File.Delete(PathOf(slot));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then whatever needs the room says what is wrong.
        }
    }

    private static string PathOf(string slot) => Path.Combine(slot, "reserve");
}
