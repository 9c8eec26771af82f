namespace Cairn.Hosting;

/// <summary>Where a log's own files are, when the options say nothing else.</summary>
/// <param name="Key">
/// The signing key; <see langword="null"/> where many hosts share the store: a host without a file in the options
/// appends and does not sign.
/// </param>
/// <param name="Spool">The folder of the spool.</param>
internal sealed record LogFiles(string? Key, string Spool)
{
    /// <summary>Beside a store that is a file: <c>PATH.key</c>, <c>PATH.spool</c>.</summary>
    public static LogFiles Beside(string path) => new(KeyBeside(path), path + ".spool");

    public static string KeyBeside(string path) => path + ".key";
}
