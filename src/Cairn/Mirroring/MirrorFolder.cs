using System.Diagnostics;
using Cairn.Files;
using Cairn.Merkle;

namespace Cairn.Mirroring;

/// <summary>The files of a mirror: each is put in its place whole.</summary>
internal static class MirrorFolder
{
    // What a writer that was killed left of a file.
    private const string Half = ".new";
    private const string Lock = "checkpoint.lock";

    // The largest note that is read (C2SP signed-note).
    private const int MostOfCheckpoint = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

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
        var temporary = $"{file}.{Guid.NewGuid():N}{Half}"; // Its own: another mirror may be writing the same file.
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: path == "checkpoint");
            }

            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception)
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Keeps other mirrors from publishing a checkpoint here meanwhile.</summary>
    /// <exception cref="CairnMirrorException">Another one holds it for too long.</exception>
    public static async Task<IDisposable> LockAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Lock);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                // Nothing of it stays: all that is in the folder may be published.
                var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                if (FileIdentity.LeadsTo(path, file.SafeFileHandle))
                {
                    return file;
                }

                await file.DisposeAsync().ConfigureAwait(false); // The one before has just deleted it.
            }
            catch (IOException e) when (e is not DirectoryNotFoundException)
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                {
                    throw new CairnMirrorException(
                        $"Another process has been publishing into {folder} for {Patience.TotalSeconds:0} seconds: {e.Message}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(false);
            }
        }
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
            && Directory.EnumerateFileSystemEntries(folder).All(
                e => Path.GetFileName(e) is "tile" or Lock || e.EndsWith(Half, StringComparison.Ordinal)));

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
