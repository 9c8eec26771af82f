namespace Cairn.Contracts;

/// <summary>A folder of a test's own, gone with it.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("cairn-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    /// <remarks>What a test left behind, such as a log that it killed, may still be writing for a moment.</remarks>
    public void Dispose()
    {
        for (var tries = 100; ; tries--)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (tries > 0)
            {
                Thread.Sleep(20);
            }
        }
    }
}
