namespace Cairn.Cli;

/// <summary>Writes what a person asked to have in a file: whole or not at all.</summary>
internal static class NewFiles
{
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var half = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(half, bytes);
            File.Move(half, path, overwrite: true);
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
