namespace Cairn.Files;

/// <summary>
/// Reads files that somebody else may have made: only regular ones, and only of a size that was asked for. A pipe would never end, a link
/// leads elsewhere, and a file with holes may be larger than memory.
/// </summary>
internal static class RegularFile
{
    /// <summary>The whole file; <see langword="null"/>: there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="least">Its smallest size, 1 or more: whatever is no file has none.</param>
    /// <param name="most">Its largest size.</param>
    /// <exception cref="IOException">It is something else, or of another size. The message says what, and names no file.</exception>
    public static byte[]? Read(string path, long least, long most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            throw new IOException("is a symbolic link");
        }

        if (!file.Exists)
        {
            return Directory.Exists(path) ? throw new IOException("is a folder") : null;
        }

        if (file.Length < least || file.Length > most)
        {
            throw new IOException(
                $"has {file.Length} bytes instead of {(least == most ? $"{least}" : $"{least} to {most}")}, or is no regular file");
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var content = new byte[file.Length];
        return stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == content.Length && stream.ReadByte() < 0
            ? content
            : throw new IOException("changed while it was read");
    }
}
