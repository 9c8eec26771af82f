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
    public static string Read(string path) => Decode(File.ReadAllBytes(path), path);

    /// <exception cref="FormatException">The bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"{name} is not UTF-8 text.", e);
        }
    }
}
