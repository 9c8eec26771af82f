using Cairn.Merkle;

namespace Cairn.Cli.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly Bench bench = new();

    [Fact]
    public void The_checkpoint_opens_with_the_printed_key()
    {
        bench.With(Bench.RoleChanged);
        var note = bench.Run("checkpoint", "--save", bench.File("saved")).Succeeds().Output;
        Assert.Equal(note, File.ReadAllText(bench.File("saved")));
        Assert.Equal(1, Checkpoint.Open(note, NoteVerifier.Parse(bench.Vkey())).Head.Size);
    }

    [Fact]
    public void What_a_killed_recorder_left_unsigned_is_signed_first()
    {
        bench.With(Bench.RoleChanged);
        RecordUnsigned();
        Assert.Equal("2", bench.Run("checkpoint").Succeeds().Lines[1]);
        bench.Run("verify").Succeeds();
    }

    [Fact]
    public void A_checkpoint_that_the_key_did_not_sign_is_refused()
    {
        bench.With(Bench.RoleChanged);
        bench.Sql(
            "DROP TRIGGER IF EXISTS checkpoints_refuses_UPDATE",
            "UPDATE checkpoints SET note = replace(note, char(10) || '1' || char(10), char(10) || '2' || char(10))");
        bench.Run("checkpoint").Fails(1, "did not sign the stored checkpoint");
    }

    [Fact]
    public void Where_it_cannot_be_saved_is_said()
    {
        bench.With(Bench.RoleChanged);
        bench.Run("checkpoint", "--save", System.IO.Path.Combine(bench.File("none"), "x")).Fails(2, "cannot be written");
    }

    [Fact]
    public void The_key_is_the_last_line_and_what_goes_before_explains_it()
    {
        bench.With(Bench.RoleChanged);
        var lines = bench.Run("vkey").Succeeds().Lines;
        Assert.True(lines.Length > 1);
        Assert.True(NoteVerifier.TryParse(lines[^1], out _, out _));
    }

    public void Dispose() => bench.Dispose();

    private void RecordUnsigned()
    {
        using var store = new UnsignedWriter(bench.Path);
        store.Append();
    }
}
