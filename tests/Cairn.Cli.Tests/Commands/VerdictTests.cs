using System.Text.Json;

namespace Cairn.Cli.Tests;

/// <summary>What a verdict says beside yes and no: guards, dates, and what it was held against.</summary>
public sealed class VerdictTests : IDisposable
{
    private readonly Bench bench = new Bench().With(Bench.RoleChanged);

    [Fact]
    public void A_missing_guard_is_told_apart_from_altered_data()
    {
        bench.Sql("DROP TRIGGER entries_refuses_UPDATE");
        var outcome = bench.Run("verify");
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith("schema: ", outcome.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("intact, but not guarded (1 finding): 1 entry of ", outcome.Lines[^1], StringComparison.Ordinal);
        Assert.Equal("not_guarded", bench.Json("verify", "--json").GetProperty("verdict").GetString());
    }

    [Fact]
    public void Altered_data_is_not_called_intact_because_a_guard_is_missing_too()
    {
        bench.ChangeLeaf();
        Assert.StartsWith("altered: ", bench.Run("verify").Lines[^1], StringComparison.Ordinal);
        Assert.Equal("altered", bench.Json("verify", "--json").GetProperty("verdict").GetString());
    }

    [Fact]
    public void Without_guards_and_under_the_stores_own_key_nothing_is_called_intact()
    {
        using var keeper = new Bench();
        File.Copy(bench.Path, keeper.Path);
        keeper.Sql("DROP TRIGGER entries_refuses_UPDATE");
        var outcome = keeper.Run("verify");
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith("not pinned: ", outcome.Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("intact", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verdict_says_of_when_it_is_and_by_whose_clock()
    {
        Assert.Matches(
            @"^intact: 1 entry of .*, the newest stored at \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ by the store's clock; signed at 1 with root ",
            bench.Run("verify").Lines[^1]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT", bench.Json("verify", "--json").GetProperty("newest_at").GetString());
        bench.Run("mirror", bench.File("m")).Succeeds();
        Assert.Matches(
            @"its checkpoint is a file of \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$",
            bench.Run("verify", "--mirror", bench.File("m")).Succeeds().Lines[^1]);
        bench.Run("prove", "0", "-o", bench.File("p"), "--entry", bench.File("e")).Succeeds();
        Assert.Matches(
            @"recorded at \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ by its recorder's clock",
            Cli.Run("check", bench.File("p"), "--entry", bench.File("e"), "--vkey", bench.Vkey()).Succeeds().Lines[^1]);
    }

    [Fact]
    public void What_it_was_held_against_is_named_with_its_date()
    {
        bench.Run("checkpoint", "--save", bench.File("saved")).Succeeds();
        File.SetLastWriteTimeUtc(bench.File("saved"), new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        bench.With(Bench.RoleChanged);
        Assert.Contains(
            $"note: the log continues the checkpoint of 1 entry in {bench.File("saved")}, a file of 2026-01-02 03:04:05Z",
            bench.Run("verify", "--since", bench.File("saved")).Succeeds().Lines);
    }

    [Fact]
    public void A_checkpoint_of_another_log_is_called_that_and_not_a_rollback()
    {
        using var other = new Bench().With(Bench.RoleChanged, Bench.RoleChanged);
        other.Run("checkpoint", "--save", bench.File("other")).Succeeds();
        bench.RunWith(Bench.RoleChanged, "record", "--tenant", "acme").Succeeds();
        bench.Run("checkpoint", "--tenant", "acme", "--save", bench.File("acme")).Succeeds();
        bench.Run("verify", "--since", bench.File("other")).Fails(2, "is a checkpoint of another log", "nothing was compared");

        File.Delete(bench.KeyFile);
        Directory.Delete($"{bench.KeyFile}.signed", recursive: true);
        bench.Run("verify", "--since", bench.File("other")).Fails(2, "is a checkpoint of another log");
        bench.Run("verify", "--since", bench.File("acme"))
            .Fails(2, "is a checkpoint of another log", "That one is in the store too: --log ");
    }

    [Fact]
    public void A_saved_checkpoint_is_never_overwritten()
    {
        bench.Run("checkpoint", "--save", bench.File("saved")).Succeeds();
        var saved = File.ReadAllText(bench.File("saved"));
        bench.With(Bench.RoleChanged);
        bench.Run("checkpoint", "--save", bench.File("saved")).Fails(2, bench.File("saved"), "exists already");
        Assert.Equal(saved, File.ReadAllText(bench.File("saved")));
    }

    [Fact]
    public void One_is_singular()
    {
        using (var writer = new UnsignedWriter(bench.Path))
        {
            writer.Append();
        }

        Assert.Contains("note: 1 entry is not signed yet", bench.Run("verify").Lines);
        Assert.Contains("1 entry is not signed yet", Notes());
        using (var writer = new UnsignedWriter(bench.Path))
        {
            writer.Append(from: 2);
        }

        Assert.Contains("2 entries are not signed yet", Notes());
    }

    public void Dispose() => bench.Dispose();

    private IEnumerable<string?> Notes() => JsonDocument.Parse(bench.Run("verify", "--json").Output).RootElement
        .GetProperty("notes").EnumerateArray()
        .Select(n => n.GetString());
}
