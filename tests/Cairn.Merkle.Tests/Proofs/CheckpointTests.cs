namespace Cairn.Merkle.Tests;

public class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    private const string Empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void The_specifications_checkpoint_is_read_and_written()
    {
        const string Text = $"example.com/behind-the-sofa\n20852163\n{Root}\n";
        var checkpoint = Checkpoint.Parse(Text);
        Assert.Equal(
            ("example.com/behind-the-sofa", 20852163, Root), (checkpoint.Origin, checkpoint.Head.Size, checkpoint.Head.Root.ToString()));
        Assert.Equal(Text, checkpoint.Format());
    }

    [Theory]
    [InlineData(0, Empty)]
    [InlineData(1, Root)]
    [InlineData(long.MaxValue, Root)]
    public void What_is_signed_opens(long size, string root)
    {
        Assert.True(Hash.TryParse(root, out var hash));
        var checkpoint = new Checkpoint(Signers.Log.Name, new TreeHead(size, hash));
        Assert.Equal(checkpoint, Checkpoint.Open(checkpoint.Sign(Signers.Log, Signers.Witness), Signers.Log.Verifier));
    }

    [Fact]
    public void A_checkpoint_of_another_origin_is_refused_though_the_key_signed_it()
    {
        var note = new Checkpoint("other.example/log", new TreeHead(0, Hash.Empty)).Sign(Signers.Log);
        var refusal = Assert.Throws<NoteException>(() => Checkpoint.Open(note, Signers.Log.Verifier));
        Assert.Equal(Reason.Malformed, refusal.Reason);
        Assert.Equal("This is a checkpoint of 'other.example/log', not of 'example.com/log'.", refusal.Message);
    }

    [Fact]
    public void A_signed_text_that_is_no_checkpoint_is_refused() =>
        Assert.Equal(
            Reason.Malformed,
            Assert.Throws<NoteException>(() => Checkpoint.Open(Note.Sign("text\n", Signers.Log), Signers.Log.Verifier)).Reason);

    [Fact]
    public void A_checkpoint_of_an_unknown_key_is_refused()
    {
        var note = new Checkpoint(Signers.Log.Name, new TreeHead(0, Hash.Empty)).Sign(Signers.Log);
        Assert.Equal(Reason.UnknownKeys, Assert.Throws<NoteException>(() => Checkpoint.Open(note, Signers.Witness.Verifier)).Reason);
    }

    [Theory]
    [InlineData(null, "three lines")]
    [InlineData("", "three lines")]
    [InlineData($"log\n1\n{Root}", "three lines")]
    [InlineData("log\n1\n", "three lines")]
    [InlineData($"\n1\n{Root}\n", "line 1")]
    [InlineData($"l\rog\n1\n{Root}\n", "line 1")]
    [InlineData($"log\n007\n{Root}\n", "line 2: '007' is not a decimal")]
    [InlineData($"log\n+7\n{Root}\n", "line 2: '+7'")]
    [InlineData($"log\n-7\n{Root}\n", "line 2: '-7'")]
    [InlineData($"log\n 7\n{Root}\n", "line 2: ' 7'")]
    [InlineData($"log\n7\0\n{Root}\n", "line 2")]
    [InlineData($"log\n7\r\n{Root}\n", "line 2")]
    [InlineData($"log\n\n{Root}\n", "line 2: ''")]
    [InlineData($"log\n٧\n{Root}\n", "line 2: '٧'")]
    [InlineData($"log\n9223372036854775808\n{Root}\n", "below 2^63")]
    [InlineData($"log\n1\n{Root}\r\n", "line 3")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", "line 3")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", "line 3")]
    [InlineData($"log\n0\n{Root}\n", "line 3: the root of no entries is 47DEQ")]
    [InlineData($"log\n1\n{Root}\nextension\n", "line 4: extension lines")]
    [InlineData($"log\n1\n{Root}\n\n", "line 4: extension lines")]
    public void Another_text_is_refused_with_words(string? text, string words)
    {
        Assert.False(Checkpoint.TryParse(text!, out var checkpoint, out var error)); // Null is one of the cases.
        Assert.Null(checkpoint);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Checkpoint.Parse(text!));
    }

    [Fact]
    public void Extension_lines_are_read_over_where_they_are_allowed()
    {
        const string Text = $"example.com/log\n1\n{Root}\nextension\nanother\n";
        Assert.Equal(1, Checkpoint.Parse(Text, allowExtensions: true).Head.Size);
        Assert.Equal(1, Checkpoint.Open(Note.Sign(Text, Signers.Log), Signers.Log.Verifier, allowExtensions: true).Head.Size);
        Assert.Throws<NoteException>(() => Checkpoint.Open(Note.Sign(Text, Signers.Log), Signers.Log.Verifier));
        Assert.False(Checkpoint.TryParse(Text + "\n", out _, out var error, allowExtensions: true));
        Assert.Equal("line 6: an extension line must not be empty or hold control characters", error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    [InlineData("a\tb")]
    [InlineData(null)]
    public void A_log_has_no_such_origin(string? origin) =>
        Assert.Throws<ArgumentException>(() => new Checkpoint(origin!, new TreeHead(0, Hash.Empty))); // Null is one of the cases.

    [Fact]
    public void An_impossible_head_is_refused_at_birth_and_by_with()
    {
        var checkpoint = new Checkpoint("log", new TreeHead(1, default));
        Assert.Throws<ArgumentException>(() => new Checkpoint("log", new TreeHead(-1, default)));
        Assert.Throws<ArgumentException>(() => checkpoint with { Head = new TreeHead(0, default) });
        Assert.Throws<ArgumentException>(() => checkpoint with { Origin = "" });
    }
}
