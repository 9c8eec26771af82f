using System.Text;

namespace Cairn.Cli;

/// <summary>Reads a file a person named.</summary>
internal static class InputFile
{
    // A checkpoint, a proof and an entry are some kilobytes; whoever names a disk image meant something else.
    private const long Largest = 16 * 1024 * 1024;

    // Strict: a byte that is not UTF-8 must not turn into a character that could have been meant.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="CliException">It cannot be read, or is not UTF-8.</exception>
    public static string Text(string path)
    {
        try
        {
            return Utf8.GetString(Bytes(path));
        }
        catch (DecoderFallbackException)
        {
            throw new CliException($"{path} is not UTF-8 text, so it is not what it should be.", ExitCode.Refused);
        }
    }

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
