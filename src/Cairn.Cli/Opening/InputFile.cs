namespace Cairn.Cli;

/// <summary>Reads a file a person named.</summary>
internal static class InputFile
{
    // A checkpoint, a proof and an entry are some kilobytes; whoever names a disk image meant something else.
    private const long Largest = 16 * 1024 * 1024;

    public static string Text(string path) => System.Text.Encoding.UTF8.GetString(Bytes(path));

    /// <exception cref="CliException">It cannot be read.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return ReadAll(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read: {e.Message}");
        }
    }

    // A pipe, as <(cairn checkpoint) is one, has no length.
    private static byte[] ReadAll(Stream file)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            all.Write(buffer.AsSpan(0, read));
            if (all.Length > Largest)
            {
                throw new IOException("it is larger than 16 MiB, too large for what it should be");
            }
        }

        return all.ToArray();
    }
}
