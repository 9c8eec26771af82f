using Cairn.Entries;
using Cairn.Files;
using Cairn.Merkle;
using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>One of several hosts that sign the logs of a store: its own copy of the key, its own memory beside it.</summary>
internal sealed class SigningHost : IDisposable
{
    private readonly SigningKey key;

    private SigningHost(string keyFile) => (KeyFile, key) = (keyFile, SigningKey.TryOpen(keyFile)!); // Made or copied before.

    public string KeyFile { get; }

    public SignerMemory Memory => SignerMemory.Of(KeyFile);

    /// <summary>The first host: makes the key, and follows from the beginning.</summary>
    public static SigningHost First(string keyFile)
    {
        SigningKey.Create(keyFile).Dispose();
        SignerMemory.Of(keyFile).Follow();
        return new(keyFile);
    }

    /// <summary>The host whose key lies there.</summary>
    public static SigningHost Of(string keyFile) => new(keyFile);

    /// <summary>Another host, with a copy of this one's key and, as it should be, of its memory.</summary>
    public SigningHost Copy(string keyFile, bool withMemory = true)
    {
        File.Copy(KeyFile, keyFile);
        if (withMemory)
        {
            DurableFile.MakeFolder(SignerMemory.Of(keyFile).Folder);
            foreach (var file in Directory.GetFiles(Memory.Folder))
            {
                File.Copy(file, Path.Combine(SignerMemory.Of(keyFile).Folder, Path.GetFileName(file)));
            }
        }

        return new(keyFile);
    }

    public Task<SigningRound> SignAsync(ILogStore store, LogIdentity log) =>
        new CheckpointSigner(store, key, Memory).SignAsync(log, TestContext.Current.CancellationToken);

    public async Task RefusesAsync(ILogStore store, LogIdentity log, SigningRefusal refusal, string words)
    {
        var refused = await Assert.ThrowsAsync<CairnSigningException>(() => SignAsync(store, log));
        Assert.Equal(refusal, refused.Refusal);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("cairn recover", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What a note of this log commits to.</summary>
    public TreeHead Open(LogIdentity log, string? note) => Checkpoint.Open(note!, key.VerifierOf(log)).Head; // The test expects one.

    /// <summary>How many entries the memory says were signed.</summary>
    public long Remembers(LogIdentity log) => Memory.Read(log) is { } note ? Open(log, note).Size : 0;

    public void Dispose() => key.Dispose();
}
