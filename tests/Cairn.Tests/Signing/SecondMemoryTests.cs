using Cairn.Contracts;
using Cairn.Signing;

namespace Cairn.Tests;

/// <summary>A signer's memory in a second place, for keys whose folder goes with the container or cannot be written.</summary>
public sealed class SecondMemoryTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Key => folder.File("container/audit.key");

    private string Second => folder.File("volume");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_signed_is_remembered_though_the_containers_folder_is_gone()
    {
        var log = Some.Log();
        var memory = SignerMemory.Of(Key, Second);
        memory.Follow();
        memory.Write(log, Note(5));
        Directory.Delete(memory.Folder, recursive: true);
        var next = SignerMemory.Of(Key, Second);
        Assert.Equal((Note(5), false, true), (next.Read(log), next.IsEmpty, next.Follows));
    }

    [Fact]
    public void Of_two_notes_the_later_one_counts()
    {
        var log = Some.Log();
        SignerMemory.Of(Key, Second).Write(log, Note(5));
        SignerMemory.Of(Key).Write(log, Note(12));
        Assert.Equal(Note(12), SignerMemory.Of(Key, Second).Read(log));
        File.WriteAllText(Path.Combine(SignerMemory.Of(Key).Folder, log.LogId), Note(3)); // Put back from an older copy.
        Assert.Equal(Note(5), SignerMemory.Of(Key, Second).Read(log));
    }

    [Fact]
    public void An_older_note_is_never_put_in_the_place_of_a_later_one()
    {
        var log = Some.Log();
        foreach (var memory in (SignerMemory[])[SignerMemory.Of(Key), SignerMemory.Of(Key, Second)])
        {
            memory.Write(log, Note(12));
            Assert.Contains(
                "another process signed it meanwhile",
                Assert.Throws<IOException>(() => memory.Write(log, Note(5))).Message,
                StringComparison.Ordinal);
            Assert.Equal(Note(12), memory.Read(log));
            memory.Write(log, Note(12)); // The same again, with another signature, say.
        }
    }

    [Fact]
    public void A_key_beside_which_nothing_can_be_written_signs_where_there_is_a_second_place()
    {
        var log = Some.Log();
        Directory.CreateDirectory(folder.File("container"));
        File.WriteAllText(Key + ".signed", "in the way"); // As good as a folder that cannot be written.
        Assert.ThrowsAny<IOException>(() => SignerMemory.Of(Key).Write(log, Note(5)));
        SignerMemory.Of(Key, Second).Write(log, Note(5));
        Assert.Equal(Note(5), SignerMemory.Of(Key, Second).Read(log));
    }

    private static string Note(long size) => $"example.com/log\n{size}\nroot\n";
}
