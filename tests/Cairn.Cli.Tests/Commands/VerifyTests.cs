using System.Text.Json;
using Cairn.Sqlite;

namespace Cairn.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private readonly Bench bench = new();

    [Fact]
    public void An_intact_log_is_said_to_be_intact()
    {
        bench.With(Bench.RoleChanged);
        var report = bench.Json("verify", "--json");
        Assert.Equal(
            [
                "verdict", "store", "tenant", "log", "origin", "key", "entries", "size", "newest_at", "signed_size", "signed_root",
                "findings", "notes", "older"
            ],
            report.EnumerateObject().Select(m => m.Name));
        Assert.Equal("intact", report.GetProperty("verdict").GetString());
        Assert.Equal(1, report.GetProperty("signed_size").GetInt64());
        Assert.StartsWith("intact: 1 entry ", bench.Run("verify").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_leaf_is_found_and_named()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged);
        bench.ChangeLeaf();
        var outcome = bench.Run("verify", "--json");
        Assert.Equal(1, outcome.Code);
        var report = JsonDocument.Parse(outcome.Output).RootElement;
        var leaf = Assert.Single(report.GetProperty("findings").EnumerateArray(), f => f.GetProperty("kind").GetString() == "leaf");
        Assert.Equal(["kind", "log", "index", "member", "words"], leaf.EnumerateObject().Select(m => m.Name));
        Assert.Equal(0, leaf.GetProperty("index").GetInt64());
        Assert.Equal(report.GetProperty("log").GetString(), leaf.GetProperty("log").GetString());
        Assert.Equal("altered", report.GetProperty("verdict").GetString());
    }

    [Fact]
    public void Without_any_key_it_could_not_check()
    {
        bench.With(Bench.RoleChanged);
        var vkey = bench.Vkey();
        File.Delete(bench.KeyFile);
        bench.Sql("DROP TRIGGER IF EXISTS vkeys_refuses_DELETE", "DELETE FROM vkeys");
        bench.Sql([.. SqliteSchema.Objects.Where(o => o.Name == "vkeys_refuses_DELETE").Select(o => o.Sql)]);
        var outcome = bench.Run("verify");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("signatures were not checked", outcome.Output, StringComparison.Ordinal);
        bench.Run("verify", "--vkey", vkey).Succeeds();
    }

    [Fact]
    public void A_key_that_others_can_read_is_said_and_not_used()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes there.");
        bench.With(Bench.RoleChanged);
        Modes.Set(bench.KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var outcome = bench.Run("verify");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("chmod 600", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_verifier_key_of_another_log_or_none_at_all_is_refused()
    {
        bench.With(Bench.RoleChanged);
        bench.RunWith(Bench.RoleChanged, "record", "--tenant", "acme").Succeeds();
        bench.Run("verify", "--vkey", bench.Run("vkey", "--tenant", "acme").Lines[^1]).Fails(1, "--vkey is the key of");
        bench.Run("verify", "--vkey", "nonsense").Fails(1, "--vkey is not a verifier key");
    }

    [Fact]
    public void A_saved_checkpoint_shows_a_log_that_grew_and_one_that_was_rolled_back()
    {
        bench.With(Bench.RoleChanged);
        var putBack = bench.SetAside();
        bench.Run("checkpoint", "--save", bench.File("one")).Succeeds();
        bench.With(Bench.RoleChanged);
        bench.Run("checkpoint", "--save", bench.File("two")).Succeeds();
        bench.Run("verify", "--since", bench.File("one")).Succeeds();

        putBack();
        Directory.Delete($"{bench.KeyFile}.signed", recursive: true); // Only the saved one is left to tell.
        bench.Run("verify", "--since", bench.File("one")).Succeeds();
        var outcome = bench.Run("verify", "--since", bench.File("two"));
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith("rollback: ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restored_copy_is_found_by_the_signers_memory()
    {
        bench.With(Bench.RoleChanged);
        var putBack = bench.SetAside();
        bench.With(Bench.RoleChanged);
        putBack();
        var outcome = bench.Run("verify");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("rollback: ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_checkpoint_could_not_be_checked_against()
    {
        bench.With(Bench.RoleChanged);
        File.WriteAllText(bench.File("x"), "nonsense");
        Assert.Equal(2, bench.Run("verify", "--since", bench.File("x")).Code);
        bench.Run("verify", "--since", bench.File("none")).Fails(2, "cannot be read");
        File.WriteAllBytes(bench.File("x"), [0xFF]);
        bench.Run("verify", "--since", bench.File("x")).Fails(1, "not UTF-8");
    }

    [Fact]
    public void Progress_is_shown_where_somebody_watches_and_wiped()
    {
        bench.With(Bench.RoleChanged);
        var outcome = Cli.Run(Stream.Null, io => io with { ErrorIsTerminal = true }, "verify", "--store", bench.Store);
        Assert.StartsWith("\rverified 1 of 1 entries (100 %)", outcome.Error, StringComparison.Ordinal);
        Assert.EndsWith(" \r", outcome.Error, StringComparison.Ordinal);
        bench.Run("verify").Succeeds();
    }

    [Fact]
    public void A_log_that_was_signed_and_is_gone_was_deleted()
    {
        bench.With(Bench.RoleChanged);
        bench.Run("verify", "--tenant", "acme").Fails(2, "no log of tenant acme");
        bench.Sql("DROP TRIGGER logs_refuses_DELETE", "DELETE FROM logs");
        bench.Run("verify").Fails(1, "no log of tenant default", "it was deleted");
    }

    [Fact]
    public void A_hostile_log_id_reads_no_other_file()
    {
        bench.With(Bench.RoleChanged);
        bench.Sql("DROP TRIGGER logs_refuses_UPDATE", "UPDATE logs SET log_id = '../../../../etc/passwd'");
        var outcome = bench.Run("verify");
        Assert.Equal(1, outcome.Code);
        Assert.DoesNotContain("root:", outcome.Output, StringComparison.Ordinal);
    }

    public void Dispose() => bench.Dispose();
}
