using System.Text.Json;
using Cairn.Merkle;
using Cairn.Mirroring;
using Cairn.Sqlite;

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

    /// <summary>A mirror that reads the log, is stopped, and goes on when another one has published more.</summary>
    [Fact]
    public async Task A_late_mirror_never_puts_an_older_checkpoint_back()
    {
        bench.With(Bench.RoleChanged);
        var (verifier, cancel) = (NoteVerifier.Parse(bench.Vkey()), TestContext.Current.CancellationToken);
        await using var store = SqliteStore.Open(bench.Path, SqliteOpenMode.ReadOnly);
        var log = (await store.ListLogsAsync(cancel))[0];
        using var stopped = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var late = Task.Run(() => new LogMirror(
            StoppingStore.Of(store, () =>
            {
                stopped.Set();
                goOn.Wait(cancel);
            }),
            log,
            Mirror).WriteAsync(verifier, cancel), cancel);
        stopped.Wait(cancel);
        bench.With([.. Enumerable.Repeat(Bench.RoleChanged, 300)]);
        bench.Run("mirror", Mirror).Succeeds();
        var published = await File.ReadAllTextAsync(System.IO.Path.Combine(Mirror, "checkpoint"), cancel);
        goOn.Set();
        Assert.Equal(301, (await late).Head.Size);
        Assert.Equal(published, await File.ReadAllTextAsync(System.IO.Path.Combine(Mirror, "checkpoint"), cancel));
        Assert.StartsWith(
            "intact: 301 entries ",
            Cli.Run("verify", "--mirror", Mirror, "--vkey", bench.Vkey()).Succeeds().Output,
            StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Mirror, "*.new", SearchOption.AllDirectories));
        Assert.False(File.Exists(System.IO.Path.Combine(Mirror, "checkpoint.lock")));
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

    public static TheoryData<string, string> Deeds() => new()
    {
        { "junk behind a partial tile", "tile/0/001.p/44" },
        { "junk behind a partial bundle", "tile/entries/001.p/44" },
        { "a byte less", "tile/1/000.p/1" },
        { "an empty file", "tile/0/000" },
        { "a pipe", "tile/0/000" },
        { "a pipe", "tile/entries/000" },
        { "a pipe", "checkpoint" },
        { "a folder", "tile/0/000" },
        { "a link", "tile/0/000" },
        { "a link", "checkpoint" },
        { "a link to its folder", "tile/0" },
        { "a gibibyte of nothing", "tile/0/000" },
        { "a gibibyte of nothing", "tile/entries/001.p/44" },
        { "a gibibyte of nothing", "checkpoint" },
        { "put there", "tile/0/001" },
        { "put there", "tile/0/002" },
        { "put there", "tile/0/001.p/45" },
        { "put there", "tile/0/001.p/043" },
        { "put there", "tile/0/001.p/43" },
        { "put there", "tile/0/000.p/7" },
        { "put there", "tile/entries/001.p/43" },
        { "put there", "tile/entries/002" },
        { "put there", "tile/2/000.p/1" },
        { "put there", "tile/0/x000/000" },
        { "put there", "tile/0/000.new" },
        { "put there", "index.html" },
        { "a link there", "tile/3" },
    };

    [Theory]
    [MemberData(nameof(Deeds))]
    public void What_the_checkpoint_does_not_cover_is_named(string deed, string path)
    {
        bench.With([.. Enumerable.Repeat(Bench.RoleChanged, 300)]);
        bench.Run("mirror", Mirror).Succeeds();
        var vkey = bench.Vkey();
        Do(deed, System.IO.Path.Combine(Mirror, path));
        var outcome = Cli.Run("verify", "--mirror", Mirror, "--vkey", vkey, "--json");
        Assert.Equal(1, outcome.Code);
        Assert.Contains(
            JsonDocument.Parse(outcome.Output).RootElement.GetProperty("findings").EnumerateArray(),
            f => path.StartsWith(f.GetProperty("file").GetString()!, StringComparison.Ordinal)); // Each names a file.
    }

    [Fact]
    public void What_an_older_checkpoint_needed_may_stay()
    {
        bench.With(Bench.RoleChanged);
        bench.Run("mirror", Mirror).Succeeds();
        bench.With(Bench.RoleChanged);
        bench.Run("mirror", Mirror).Succeeds();
        Assert.True(File.Exists(System.IO.Path.Combine(Mirror, "tile/0/000.p/1")));
        Cli.Run("verify", "--mirror", Mirror, "--vkey", bench.Vkey()).Succeeds();
    }

    [Fact]
    public void A_mirror_writes_through_no_link()
    {
        bench.With(Bench.RoleChanged);
        bench.Run("mirror", Mirror).Succeeds();
        var elsewhere = Directory.CreateDirectory(bench.File("elsewhere")).FullName;
        Directory.Delete(System.IO.Path.Combine(Mirror, "tile/0"), recursive: true);
        Directory.CreateSymbolicLink(System.IO.Path.Combine(Mirror, "tile/0"), elsewhere);
        bench.With(Bench.RoleChanged);
        bench.Run("mirror", Mirror).Fails(1, "is a symbolic link");
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
    }

    private void Do(string deed, string path)
    {
        switch (deed)
        {
            case "a byte less":
                File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
                break;
            case "an empty file":
                File.WriteAllBytes(path, []);
                break;
            case "a pipe":
                File.Delete(path);
                using (var made = System.Diagnostics.Process.Start("mkfifo", path))
                {
                    made.WaitForExit();
                }

                break;
            case "a folder":
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
            case "a link":
                File.Move(path, bench.File("moved"));
                File.CreateSymbolicLink(path, bench.File("moved"));
                break;
            case "a link to its folder":
                Directory.Move(path, bench.File("moved"));
                Directory.CreateSymbolicLink(path, bench.File("moved"));
                break;
            case "a link there":
                Directory.CreateSymbolicLink(path, bench.File("nowhere"));
                break;
            case "a gibibyte of nothing":
                using (var file = File.OpenWrite(path))
                {
                    file.SetLength(1L << 30);
                }

                break;
            case "put there":
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!); // A file in a folder has one.
                File.WriteAllBytes(path, new byte[32 * 43]);
                break;
            default: // Junk behind what is there.
                File.AppendAllText(path, "junk");
                break;
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
        bench.Run("verify", "--mirror", Mirror, "--since", bench.File("x")).Fails(2, "cannot be read");
    }

    [Fact]
    public void A_stale_mirror_is_not_intact_for_who_saved_a_newer_checkpoint()
    {
        bench.With(Bench.RoleChanged);
        bench.Run("mirror", Mirror).Succeeds();
        bench.Run("checkpoint", "--save", bench.File("one")).Succeeds();
        bench.With(Bench.RoleChanged);
        bench.Run("checkpoint", "--save", bench.File("two")).Succeeds();
        Assert.Contains("the mirror continues the checkpoint of 1 entry in ", Since("one").Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains(
            "has 1 entry, fewer than the saved one of 2: the mirror is out of date, or the log was rolled back",
            Since("two").Output,
            StringComparison.Ordinal);
        Assert.Equal(1, Since("two").Code);
        bench.Run("mirror", Mirror).Succeeds();
        Since("one").Succeeds();
        Since("two").Succeeds();

        using var other = new Bench().With(Bench.RoleChanged);
        other.Run("checkpoint", "--save", bench.File("other")).Succeeds();
        Since("other").Fails(2, "cannot be compared: it is a checkpoint of another log");
    }

    [Fact]
    public void A_mirror_of_a_history_that_was_rewritten_is_forked()
    {
        bench.With(Bench.RoleChanged);
        var putBack = bench.SetAside();
        bench.With(Bench.RoleChanged, Bench.RoleChanged);
        bench.Run("checkpoint", "--save", bench.File("two")).Succeeds();
        putBack();
        Directory.Delete($"{bench.KeyFile}.signed", recursive: true); // Or the signer would refuse.
        bench.Sql("DROP TRIGGER IF EXISTS checkpoints_refuses_DELETE", "DELETE FROM checkpoints");
        Assert.Equal(0, bench.RunWith(string.Join('\n', Enumerable.Repeat(Bench.RoleChanged, 4)), "record").Code);
        bench.Run("mirror", Mirror).Succeeds();
        var outcome = Since("two");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("does not continue the saved one of 3: the log was forked", outcome.Output, StringComparison.Ordinal);
    }

    public void Dispose() => bench.Dispose();

    private Outcome Since(string file) => Cli.Run("verify", "--mirror", Mirror, "--vkey", bench.Vkey(), "--since", bench.File(file));
}
