namespace Cairn.Cli;

/// <summary>Writes what a person asked to have in a file: whole or not at all.</summary>
internal static class NewFiles
{
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    public static void Write(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, overwrite: true);

    /// <summary>Writes a file that is not there yet.</summary>
    /// <exception cref="CliException">It is there, or cannot be written.</exception>
    public static void WriteOnce(string path, string text)
    {
        ThrowIfThere(path);
        Write(path, System.Text.Encoding.UTF8.GetBytes(text), overwrite: false);
    }

    /// <exception cref="CliException">The file is there.</exception>
    public static void ThrowIfThere(string path)
    {
        if (Path.Exists(path))
        {
            throw new CliException($"{path} exists already, and cairn never overwrites a saved checkpoint: name another file.");
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes, bool overwrite)
    {
        var half = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(half, bytes);
            File.Move(half, path, overwrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(half))
            {
                File.Delete(half);
            }

            throw new CliException($"{path} cannot be written: {e.Message}");
        }
    }
}
