using Cairn.Entries;
using Cairn.Files;
using Cairn.Merkle;

namespace Cairn.Signing;

/// <summary>The installation's Ed25519 key in its file: made once, mode 0600, never replaced.</summary>
internal sealed class SigningKey : IDisposable
{
    private SigningKey(string path, Ed25519Key key) => (Path, Key) = (path, key);

    public string Path { get; }

    public Ed25519Key Key { get; }

    /// <summary>The verifier key of one log: its name is the origin.</summary>
    public NoteVerifier VerifierOf(LogIdentity log) => new(NameOf(log), Key.PublicKey);

    public NoteSigner SignerOf(LogIdentity log) => new(NameOf(log), Key);

    // An altered origin may be no key's name at all: the verifier says that it is altered, this one must not fail over it.
    private static string NameOf(LogIdentity log) =>
        LogIdentity.IsOrigin(log.Origin) ? log.Origin : $"{LogIdentity.DefaultPrefix}/{log.LogId}";

    /// <summary>Reads the key; <see langword="null"/> when there is no file.</summary>
    public static SigningKey? TryOpen(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            RefuseWideMode(path);
            return new(path, Ed25519Key.FromPem(File.ReadAllText(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CairnSigningException(SigningRefusal.KeyUnusable, $"The signing key {path} cannot be used: {e.Message}");
        }
    }

    /// <summary>Makes the key, or opens the one that another process made meanwhile.</summary>
    public static SigningKey Create(string path)
    {
        using var key = Ed25519Key.Generate();
        try
        {
            DurableFile.MakeFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!); // A file's full path has a folder.
            _ = DurableFile.TryCreate(path, key.ToPem());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CairnSigningException(SigningRefusal.KeyUnusable, $"The signing key {path} cannot be written: {e.Message}");
        }

        return TryOpen(path)
            ?? throw new CairnSigningException(SigningRefusal.KeyMissing, $"The signing key {path} vanished as it was made.");
    }

    public void Dispose() => Key.Dispose();

    private static void RefuseWideMode(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new CairnSigningException(
                SigningRefusal.KeyUnusable, $"The signing key {path} can be read or written by other accounts: chmod 600 {path}");
        }
    }
}
