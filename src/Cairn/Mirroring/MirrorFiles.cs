using Cairn.Files;
using Cairn.Merkle;

namespace Cairn.Mirroring;

/// <summary>The files of a mirror as somebody finds them: read only where they are what the mirror says, and nothing beside them.</summary>
internal sealed class MirrorFiles(string folder, List<MirrorFinding> findings)
{
    // A whole disk of strange files is one matter.
    private const int MostForeign = 1_000;

    /// <summary>A file of one size; <see langword="null"/>: a finding says why not.</summary>
    public byte[]? Read(string path, int size) => Read(path, size, size);

    /// <summary>A file of a size in these limits; <see langword="null"/>: a finding says why not.</summary>
    public byte[]? Read(string path, long least, long most)
    {
        try
        {
            if (RegularFile.Read(MirrorFolder.PathOf(folder, path), least, most) is { } content)
            {
                return content;
            }

            findings.Add(new(path, "is missing"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(new(path, e.Message));
        }

        return null;
    }

    /// <summary>The widths of the partial tiles, or bundles, that stand beside a full one, below a width.</summary>
    public IEnumerable<int> Partials(string fullPath, int below)
    {
        var partials = new DirectoryInfo(MirrorFolder.PathOf(folder, fullPath) + ".p");
        return partials is { Exists: true, LinkTarget: null }
            ? partials.EnumerateFileSystemInfos().Select(f => WidthOf(f.Name)).Where(w => w > 0 && w < below).Order().ToList()
            : [];
    }

    /// <summary>Names everything in the folder that a checkpoint of this size does not cover.</summary>
    public void Foreign(long size, CancellationToken cancellationToken)
    {
        var most = findings.Count + MostForeign;
        foreach (var (path, words) in Walk(new(folder), "", size))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (findings.Count == most)
            {
                return;
            }

            findings.Add(new(path, words));
        }
    }

    private static IEnumerable<(string Path, string Words)> Walk(DirectoryInfo at, string prefix, long size)
    {
        foreach (var found in at.EnumerateFileSystemInfos())
        {
            var path = prefix + found.Name;
            if (found.LinkTarget is not null)
            {
                yield return (path, "is a symbolic link");
            }
            else if (found is DirectoryInfo inner && (prefix.Length > 0 || path == "tile"))
            {
                foreach (var deeper in Walk(inner, path + "/", size))
                {
                    yield return deeper;
                }
            }
            else if (path != "checkpoint" && !IsCovered(path, size))
            {
                yield return (path, "is nothing that the checkpoint covers");
            }
        }
    }

    private static bool IsCovered(string path, long size) => TileId.TryParsePath(path, out var tile, out var width)
        ? width <= tile.WidthAt(size)
        : TileId.TryParseEntriesPath(path, out var index, out width) && width <= new TileId(0, index).WidthAt(size);

    private static int WidthOf(string name) =>
        int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var width)
        && width.ToString(System.Globalization.CultureInfo.InvariantCulture) == name
            ? width
            : 0;
}
