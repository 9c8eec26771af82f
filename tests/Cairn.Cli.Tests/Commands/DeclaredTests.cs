using Cairn.Sqlite;

namespace Cairn.Cli.Tests;

/// <summary>An application's own sentences, told by a process that does not have the application's code.</summary>
public sealed class DeclaredTests : IDisposable
{
    private static readonly AuditAction MemberRemoved = new AuditAction(
        "member.removed", AuditCategories.Admin, "{actor} took {target} off the list")
        .InCulture("de", "{actor} hat {target} von der Liste genommen");

    private readonly Bench bench = new();

    [Fact]
    public async Task An_applications_own_sentence_is_listed_and_shown_by_another_process()
    {
        await RecordAsync(MemberRemoved);
        Assert.EndsWith("  Ada took u2 off the list", Process("list").Lines[0], StringComparison.Ordinal);
        Assert.Equal("Ada took u2 off the list", Process("show", "1").Lines[0]);
    }

    [Fact]
    public async Task A_reader_in_another_language_gets_its_sentence_or_the_first()
    {
        await RecordAsync(MemberRemoved);
        foreach (var (culture, sentence) in new[]
        {
            ("de", "Ada hat u2 von der Liste genommen"),
            ("de-AT", "Ada hat u2 von der Liste genommen"),
            ("fr", "Ada took u2 off the list")
        })
        {
            Assert.EndsWith($"  {sentence}", bench.Run("list", "--culture", culture).Succeeds().Lines[0], StringComparison.Ordinal);
            Assert.Equal(sentence, bench.Run("show", "1", "--culture", culture).Succeeds().Lines[0]);
            Assert.Equal(sentence, bench.Json("show", "1", "--json", "--culture", culture).GetProperty("sentence").GetString());
        }

        bench.Run("list", "--culture", "de_DE").Fails(2, "--culture 'de_DE'");
        bench.Run("show", "1", "--culture", "").Fails(2, "--culture ''");
    }

    [Fact]
    public async Task What_was_recorded_before_a_sentence_changed_keeps_its_own()
    {
        await RecordAsync(MemberRemoved);
        await RecordAsync(new("member.removed", AuditCategories.Admin, "{actor} dismissed {target}"));
        Assert.Equal(
            ["Ada dismissed u2", "Ada took u2 off the list"],
            bench.Run("list").Succeeds().Lines
                .Where(l => l.Contains("u2", StringComparison.Ordinal))
                .Select(l => l[l.IndexOf("Ada", StringComparison.Ordinal)..]));
    }

    [Fact]
    public async Task Words_that_somebody_altered_are_not_told()
    {
        await RecordAsync(MemberRemoved);
        bench.Sql(
            "DROP TRIGGER manifests_refuses_UPDATE",
            "UPDATE manifests SET body = CAST(replace(CAST(body AS TEXT), 'took', 'kept') AS BLOB)");
        var outcome = bench.Run("list");
        Assert.EndsWith("  Ada: member.removed on u2", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Equal(1, bench.Run("verify").Code);
    }

    public void Dispose() => bench.Dispose();

    private async Task RecordAsync(AuditAction action)
    {
        await using var audit = await CairnSqlite.OpenAsync(bench.Path);
        await audit.RecordAsync(action.On("user", "u2").By(AuditActor.User("u1", "Ada")), TestContext.Current.CancellationToken);
    }

    // In a folder.
    private Outcome Process(params string[] args) =>
        CairnProcess.Finish(CairnProcess.Start(Path.GetDirectoryName(bench.Path)!, [.. args, "--store", bench.Store])).Succeeds();
}
