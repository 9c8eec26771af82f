namespace Cairn.Cli.Tests;

/// <summary>What must never be signed over, and what the person is told.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly Bench bench = new Bench().With(Bench.RoleChanged);

    [Fact]
    public void A_missing_key_is_refused_and_never_replaced()
    {
        File.Delete(bench.KeyFile);
        bench.RunWith(Bench.RoleChanged, "record").Fails(1, "its key", "is missing: put it back", "cairn recover");
        bench.Run("vkey").Succeeds(); // The store has it.
        Assert.False(File.Exists(bench.KeyFile));
    }

    [Fact]
    public void A_different_key_is_refused()
    {
        using var other = new Bench();
        other.With(Bench.RoleChanged);
        File.Copy(other.KeyFile, bench.KeyFile, overwrite: true);
        bench.RunWith(Bench.RoleChanged, "record").Fails(1, "was signed with another key", "put that key back");
        Assert.Single(bench.Run("list").Lines);
    }

    [Fact]
    public void A_damaged_key_is_refused()
    {
        File.WriteAllText(bench.KeyFile, "nonsense");
        bench.RunWith(Bench.RoleChanged, "record").Fails(1, "cannot be used");
    }

    [Fact]
    public void A_database_restored_from_an_older_copy_is_refused()
    {
        var putBack = bench.SetAside();
        bench.With(Bench.RoleChanged);
        putBack();
        bench.RunWith(string.Concat(Enumerable.Repeat(Bench.RoleChanged + "\n", 1_000)), "record")
            .Fails(1, "line 1 was not recorded", "restored from an older copy", "cairn recover");
    }

    [Fact]
    public void The_key_may_lie_elsewhere()
    {
        File.Move(bench.KeyFile, bench.File("my.key"));
        Directory.Move($"{bench.KeyFile}.signed", bench.File("my.key.signed"));
        bench.RunWith(Bench.RoleChanged, "record", "--key", bench.File("my.key")).Succeeds();
        bench.Run("verify", "--key", bench.File("my.key")).Succeeds();
        Assert.False(File.Exists(bench.KeyFile));
    }

    public void Dispose() => bench.Dispose();
}
