using System.Text.Json;

namespace Cairn.Cli.Tests;

public sealed class MirrorTests : IDisposable
{
    private readonly Bench bench = new();

    private string Mirror => bench.File("m");

    [Fact]
    public void A_mirror_grows_with_the_log_and_is_checked_with_the_key_alone()
    {
        bench.With(Bench.RoleChanged);
        Assert.Contains("up to 1, 1 of that new", bench.Run("mirror", Mirror).Succeeds().Output, StringComparison.Ordinal);
        bench.With([.. Enumerable.Repeat(Bench.RoleChanged, 300)]);
        Assert.Contains("up to 301, 300 of that new", bench.Run("mirror", Mirror).Succeeds().Output, StringComparison.Ordinal);
        var outcome = Cli.Run("verify", "--mirror", Mirror, "--vkey", bench.Vkey()).Succeeds();
        Assert.StartsWith("intact: 301 entries ", outcome.Output, StringComparison.Ordinal);
        bench.Run("verify", "--mirror", Mirror).Succeeds();
    }

    [Fact]
    public void One_changed_byte_in_any_file_is_found()
    {
        bench.With([.. Enumerable.Repeat(Bench.RoleChanged, 300)]);
        bench.Run("mirror", Mirror).Succeeds();
        var vkey = bench.Vkey();
        foreach (var file in Directory.EnumerateFiles(Mirror, "*", SearchOption.AllDirectories).ToList())
        {
            var good = File.ReadAllBytes(file);
            foreach (var i in (int[])[0, good.Length / 2, good.Length - 1])
            {
                var bad = (byte[])good.Clone();
                bad[i] ^= 1;
                File.WriteAllBytes(file, bad);
                var outcome = Cli.Run("verify", "--mirror", Mirror, "--vkey", vkey, "--json");
                Assert.True(outcome.Code == 1, $"byte {i} of {file}");
                Assert.NotEqual(0, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("findings").GetArrayLength());
            }

            File.WriteAllBytes(file, good);
        }
    }

    [Fact]
    public void An_altered_log_is_not_published()
    {
        bench.With(Bench.RoleChanged);
        bench.ChangeLeaf();
        bench.Run("mirror", Mirror).Fails(1, "Entry 0 was altered");
        Assert.False(File.Exists(System.IO.Path.Combine(Mirror, "checkpoint")));
    }

    [Fact]
    public void What_is_no_mirror_could_not_be_checked()
    {
        bench.With(Bench.RoleChanged);
        bench.Run("verify", "--mirror", bench.File("none")).Fails(2, "is it a mirror?");
        Cli.Run("verify", "--mirror", Mirror).Fails(2, "add --vkey KEY");
        bench.Run("verify", "--mirror", Mirror, "--since", "x").Fails(2, "--since");
    }

    public void Dispose() => bench.Dispose();
}
