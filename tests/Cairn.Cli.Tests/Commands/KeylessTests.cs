using Cairn.Merkle;
using Cairn.Sqlite;

namespace Cairn.Cli.Tests;

/// <summary>
/// Who may read a log and has no signing key: every command that only reads works, and the verdict says whose key it was reached with.
/// </summary>
public sealed class KeylessTests : IDisposable
{
    private readonly Bench host = new Bench().With(Bench.RoleChanged, Bench.RoleChanged);
    private readonly Bench keeper = new();

    public KeylessTests() => File.Copy(host.Path, keeper.Path);

    [Fact]
    public void Key_checkpoint_mirror_and_proof_need_no_signing_key()
    {
        var (proof, entry, mirror) = (keeper.File("p"), keeper.File("e"), keeper.File("m"));
        Assert.Equal(host.Vkey(), keeper.Run("vkey").Succeeds().Lines[^1]);
        Assert.Equal(host.Run("checkpoint").Output, keeper.Run("checkpoint").Succeeds().Output);
        keeper.Run("mirror", mirror).Succeeds();
        keeper.Run("prove", "1", "-o", proof, "--entry", entry).Succeeds();
        Cli.Run("check", proof, "--entry", entry, "--vkey", host.Vkey()).Succeeds();
        Cli.Run("verify", "--mirror", mirror, "--vkey", host.Vkey()).Succeeds();
    }

    [Fact]
    public void A_key_from_the_store_is_said_to_be_from_there()
    {
        Assert.DoesNotContain("comes from the store", host.Run("vkey").Output, StringComparison.Ordinal);
        Assert.Contains("comes from the store", keeper.Run("vkey").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Under_the_stores_own_key_the_first_line_says_so_and_nothing_is_called_intact()
    {
        var outcome = keeper.Run("verify");
        Assert.Equal((2, ""), (outcome.Code, outcome.Error));
        Assert.Equal(
            "not pinned: nothing was found altered, but the only key was the one in the store, which proves nothing: "
            + "get the verifier key from whoever runs the log, and name it with --vkey or --vkey-file",
            outcome.Lines[0]);
        Assert.StartsWith(
            "consistent, but checked only with the key in the store: 2 entries of ", outcome.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("intact", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(("could_not_check", "store"), Said("verify", "--json"));
    }

    [Fact]
    public void A_pinned_key_makes_it_a_verdict()
    {
        File.WriteAllText(keeper.File("vkey"), host.Run("vkey").Output);
        Assert.StartsWith(
            "intact: 2 entries ", keeper.Run("verify", "--vkey-file", keeper.File("vkey")).Succeeds().Lines[0], StringComparison.Ordinal);
        keeper.Run("verify", "--vkey", host.Vkey()).Succeeds();
        Assert.Equal(("intact", "pinned"), Said("verify", "--json", "--vkey", host.Vkey()));
        Assert.Equal("host", host.Json("verify", "--json").GetProperty("key").GetString());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void The_last_line_of_a_key_file_is_the_key(string end)
    {
        File.WriteAllText(keeper.File("vkey"), string.Join(end, host.Run("vkey").Lines) + end + end);
        keeper.Run("verify", "--vkey-file", keeper.File("vkey")).Succeeds();
        File.AppendAllText(keeper.File("vkey"), "and a remark");
        keeper.Run("verify", "--vkey-file", keeper.File("vkey")).Fails(1, $"The last line of {keeper.File("vkey")} is not a verifier key");
    }

    [Fact]
    public void A_key_is_pinned_once()
    {
        keeper.Run("verify", "--vkey-file", keeper.File("none")).Fails(2, "cannot be read");
        keeper.Run("verify", "--vkey-file", keeper.File("none"), "--vkey", host.Vkey()).Fails(2, "leave one out");
    }

    [Fact]
    public void The_signers_memory_vouches_for_the_stores_key()
    {
        File.Delete(host.KeyFile);
        Assert.StartsWith("intact: ", host.Run("verify").Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal("memory", host.Json("verify", "--json").GetProperty("key").GetString());
    }

    [Fact]
    public void A_memory_of_another_key_vouches_for_nothing()
    {
        Resign(host);
        File.Delete(host.KeyFile);
        Assert.Equal(2, host.Run("verify").Code);
        Assert.Equal("store", host.Json("verify", "--json").GetProperty("key").GetString());
    }

    [Fact]
    public void What_is_altered_is_found_under_any_key()
    {
        keeper.ChangeLeaf();
        var outcome = keeper.Run("verify");
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith("not pinned: the only key was the one in the store", outcome.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("altered: ", outcome.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_signed_anew_with_its_key_replaced_is_no_verdict_without_a_pin_and_altered_with_one()
    {
        Resign(keeper);
        Assert.Equal(2, keeper.Run("verify").Code);
        var outcome = keeper.Run("verify", "--vkey", host.Vkey());
        Assert.Equal(1, outcome.Code);
        Assert.Contains("signed by another key", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("is none of the keys that the store has for the log", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pinned_key_that_is_none_of_the_logs_is_called_that_everywhere()
    {
        var (proof, entry, mirror) = (host.File("p"), host.File("e"), host.File("m"));
        host.Run("prove", "1", "-o", proof, "--entry", entry).Succeeds();
        host.Run("mirror", mirror).Succeeds();
        var other = Other(NoteVerifier.Parse(host.Vkey()).Name).Verifier.ToString()!; // A verifier has a text.
        Cli.Run("check", proof, "--entry", entry, "--vkey", other).Fails(1, "signed by another key");
        foreach (var outcome in (Outcome[])[host.Run("verify", "--vkey", other), Cli.Run("verify", "--mirror", mirror, "--vkey", other)])
        {
            Assert.Equal(1, outcome.Code);
            Assert.Contains("signed by another key", outcome.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_mirror_under_the_stores_own_key_is_no_verdict()
    {
        keeper.Run("mirror", keeper.File("m")).Succeeds();
        var outcome = keeper.Run("verify", "--mirror", keeper.File("m"));
        Assert.Equal(2, outcome.Code);
        Assert.StartsWith(
            "not pinned: nothing was found altered, but the only key was the one in the store", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Equal(("could_not_check", "store"), Said("verify", "--mirror", keeper.File("m"), "--json"));
        Assert.StartsWith(
            "intact: 2 entries ",
            keeper.Run("verify", "--mirror", keeper.File("m"), "--vkey", host.Vkey()).Succeeds().Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_proof_is_checked_with_a_key_or_not_at_all()
    {
        File.WriteAllText(keeper.File("vkey"), host.Run("vkey").Output);
        host.Run("prove", "1", "-o", host.File("p"), "--entry", host.File("e")).Succeeds();
        Cli.Run("check", host.File("p"), "--entry", host.File("e"), "--vkey-file", keeper.File("vkey")).Succeeds();
        Cli.Run("check", host.File("p"), "--entry", host.File("e")).Fails(2, "add --vkey KEY or --vkey-file FILE");
    }

    [Fact]
    public void What_is_not_signed_yet_is_counted_and_left_to_a_host_with_the_key()
    {
        using (var writer = new UnsignedWriter(keeper.Path))
        {
            writer.Append();
        }

        var outcome = keeper.Run("checkpoint");
        Assert.Equal((0, "2"), (outcome.Code, outcome.Lines[1]));
        Assert.Contains("1 entry is not signed yet", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        var proof = keeper.Run("prove", "2", "-o", keeper.File("p"), "--entry", keeper.File("e"))
            .Fails(1, "Entry 2 is not signed yet", "A host that has the key signs it");
        Assert.DoesNotContain("recover", outcome.Error + proof.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_without_a_key_reads_of_recovering()
    {
        Delete(keeper, "checkpoints");
        Delete(keeper, "vkeys");
        foreach (var command in (string[])["vkey", "checkpoint", "verify", "mirror m", "prove 0 -o p --entry e", "list", "show 0"])
        {
            var outcome = keeper.Run(command.Split(' '));
            Assert.DoesNotContain("recover", outcome.Output + outcome.Error, StringComparison.Ordinal);
        }

        keeper.Run("vkey").Fails(2, "is signed yet");
        keeper.Run("checkpoint").Fails(2, "There is no checkpoint yet. 2 entries are not signed yet");
    }

    [Fact]
    public void A_key_that_did_not_sign_the_log_is_not_printed_as_its_key()
    {
        using var other = new Bench().With(Bench.RoleChanged);
        File.Copy(other.KeyFile, keeper.KeyFile);
        keeper.Run("vkey").Fails(1, "is not the one the log was signed with");
    }

    public void Dispose()
    {
        host.Dispose();
        keeper.Dispose();
    }

    private static NoteSigner Other(string name) => new(name, Ed25519Key.FromSeed([.. Enumerable.Repeat((byte)7, 32)]));

    private static void Delete(Bench bench, string table) =>
        bench.Sql($"DROP TRIGGER IF EXISTS {table}_refuses_DELETE", $"DELETE FROM {table}");

    // As somebody does who owns the store: signs what is there, and puts the new key in the old one's place.
    private static void Resign(Bench bench)
    {
        Assert.True(Note.TryParse(bench.Run("checkpoint").Output, out var note, out _));
        var signer = Other(NoteVerifier.Parse(bench.Vkey()).Name);
        bench.Sql(
            "DROP TRIGGER IF EXISTS checkpoints_refuses_UPDATE",
            "DROP TRIGGER IF EXISTS vkeys_refuses_UPDATE",
            $"UPDATE checkpoints SET note = '{Note.Sign(note!.Text, signer)}'", // Parsed.
            $"UPDATE vkeys SET vkey = '{signer.Verifier}'");
        RestoreGuards(bench);
    }

    private static void RestoreGuards(Bench bench) =>
        bench.Sql(
            [.. SqliteSchema.Objects.Where(o => o.Name is "checkpoints_refuses_UPDATE" or "vkeys_refuses_UPDATE").Select(o => o.Sql)]);

    private (string? Verdict, string? Key) Said(params string[] args)
    {
        var report = keeper.Json(args);
        return (report.GetProperty("verdict").GetString(), report.GetProperty("key").GetString());
    }
}
