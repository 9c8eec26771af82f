using Cairn.Files;
using Cairn.Merkle;

namespace Cairn.Mirroring;

/// <summary>The files of a mirror: each is put in its place whole.</summary>
internal static class MirrorFolder
{
    // The largest note that is read (C2SP signed-note).
    private const int MostOfCheckpoint = 1 << 20;

    /// <summary>The folder's checkpoint, or <see langword="null"/> in a new folder.</summary>
    public static string? ReadCheckpoint(string folder)
    {
        try
        {
            return RegularFile.Read(Path.Combine(folder, "checkpoint"), 1, MostOfCheckpoint) is { } bytes
                ? StrictText.Decode(bytes, "The checkpoint")
                : null;
        }
        catch (IOException e)
        {
            throw new FormatException($"The checkpoint in {folder} {e.Message}.", e);
        }
    }

    public static string PathOf(string folder, string path) => Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));

    /// <exception cref="CairnMirrorException">A part of the path is a link, which leads out of the folder.</exception>
    public static void Write(string folder, string path, ReadOnlySpan<byte> content)
    {
        var file = PathOf(folder, path);
        RefuseLinks(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!); // A file in a folder has a folder.
        var temporary = file + ".new";
        File.Delete(temporary); // A link that lies in its place is not followed.
        using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: path == "checkpoint");
        }

        File.Move(temporary, file, overwrite: true);
    }

    private static void RefuseLinks(string folder, string path)
    {
        for (var at = path.IndexOf('/', StringComparison.Ordinal); at > 0; at = path.IndexOf('/', at + 1))
        {
            if (new DirectoryInfo(PathOf(folder, path[..at])).LinkTarget is { } target)
            {
                throw new CairnMirrorException(
                    $"{PathOf(folder, path[..at])} is a symbolic link to {target}: remove it. A mirror writes into its own folder alone.");
            }
        }
    }

    /// <summary>
    /// Whether a mirror may be begun here: the folder is not there yet, or holds nothing, or what an interrupted first run left.
    /// </summary>
    public static bool MayBegin(string folder) =>
        !Path.Exists(folder)
        || (Directory.Exists(folder)
            && Directory.EnumerateFileSystemEntries(folder).All(e => Path.GetFileName(e) is "tile" or "checkpoint.new"));

    /// <summary>Removes partial tiles whose full tile is there now, as C2SP allows.</summary>
    public static void DropOutgrown(string folder, long before, long size)
    {
        foreach (var tile in TileId.NewBetween(before, size))
        {
            if (tile.WidthAt(size) == TileId.FullWidth)
            {
                Drop(folder, tile.PathAt(TileId.FullWidth));
                if (tile.Level == 0)
                {
                    Drop(folder, TileId.EntriesPath(tile.Index, TileId.FullWidth));
                }
            }
        }
    }

    private static void Drop(string folder, string fullPath)
    {
        var partials = PathOf(folder, fullPath) + ".p";
        if (Directory.Exists(partials))
        {
            Directory.Delete(partials, recursive: true);
        }
    }
}
