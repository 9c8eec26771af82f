using System.Text;

namespace Cairn.Files;

/// <summary>
/// Reads a file as the UTF-8 it is: .NET's own reader drops a byte order mark and guesses other encodings, so that
/// two files would read alike.
/// </summary>
internal static class StrictText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">The file is not UTF-8.</exception>
    public static string Read(string path)
    {
        try
        {
            return Utf8.GetString(File.ReadAllBytes(path));
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"{path} is not UTF-8 text.", e);
        }
    }
}
