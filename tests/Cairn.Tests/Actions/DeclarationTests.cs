using System.Text;
using Cairn.Events;
using Cairn.Manifests;

namespace Cairn.Tests;

public sealed class DeclarationTests
{
    private static readonly AuditAction Removed = new("member.removed", AuditCategories.Admin, "{actor} removed {target}");

    [Fact]
    public void An_action_has_sentences_in_languages_and_a_shape_of_its_metadata()
    {
        var action = Removed.InCulture("pt-BR", "{actor} removeu {target}").InCulture("de", "{actor} hat {target} entfernt")
            .WithMetadata("ticket", AuditMetadataType.Integer).WithMetadata("any").WithMetadata("tags", AuditMetadataType.Array);

        Assert.Equal(
            """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"{actor} removed {target}","de":"{actor} hat {target} entfernt","pt-BR":"{actor} removeu {target}"},"metadata":{"any":"any","tags":"array","ticket":"integer"}}""",
            Encoding.UTF8.GetString(action.Declaration.Bytes));
        Assert.Equal(action.Declaration.Bytes, Manifest.Parse(action.Declaration.Bytes).Format());
        Assert.Equal((8, "member.removed"), (action.Declaration.Id.Version, action.Name));
    }

    [Fact]
    public void Every_type_of_metadata_has_its_own_name() =>
        Assert.All(Enum.GetValues<AuditMetadataType>(), type => Assert.Contains(
            $"\"x\":\"{type}\"".ToLowerInvariant(),
            Encoding.UTF8.GetString(Removed.WithMetadata("x", type).Declaration.Bytes),
            StringComparison.Ordinal));

    [Fact]
    public void Words_that_no_log_could_keep_are_refused_where_they_are_declared()
    {
        Assert.Throws<ArgumentException>(() => Removed.InCulture("", "{actor}"));
        Assert.Throws<ArgumentException>(() => Removed.InCulture("German", "{victim}"));
        Assert.Throws<ArgumentException>(() => Removed.InCulture("d", "{actor}"));
        Assert.Throws<ArgumentException>(() => Removed.InCulture("de_AT", "{actor}"));
        Assert.Throws<ArgumentException>(() => Removed.InCulture("de", "{actor}").InCulture("de", "{target}"));
        Assert.Throws<ArgumentException>(() => Removed.InCulture("de", "\ud800"));
        Assert.Throws<ArgumentException>(() => Removed.WithMetadata("a").WithMetadata("a"));
        Assert.Throws<ArgumentException>(() => Removed.WithMetadata("\ud800"));
        Assert.Throws<ArgumentException>(() => new AuditAction("member.removed", "admin", ""));
        Assert.Throws<ArgumentException>(() => new AuditAction("member.removed", "admin", new('x', 1_025)));
        var most = Enumerable.Range(0, 60)
            .Aggregate(Removed, (action, i) => action.InCulture($"x{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}", new('x', 1_024)));
        Assert.Throws<ArgumentException>(
            () => Enumerable.Range(0, 10).Aggregate(most, (action, i) => action.InCulture($"y{(char)('a' + i)}", new('x', 1_024))));
    }

    [Fact]
    public void Actions_are_equal_when_all_their_words_are()
    {
        Assert.Equal(Removed, new AuditAction("member.removed", "admin", "{actor} removed {target}"));
        Assert.NotEqual(Removed, Removed.InCulture("de", "{actor} hat {target} entfernt"));
        Assert.NotEqual(Removed, new AuditAction("member.removed", "data", "{actor} removed {target}"));
        Assert.Equal(Removed.InCulture("de", "a").InCulture("fr", "b"), Removed.InCulture("fr", "b").InCulture("de", "a"));
    }

    [Fact]
    public void An_application_may_have_a_standard_action_in_further_languages()
    {
        var german = StandardActions.LoginSucceeded.InCulture("de", "{actor} hat sich angemeldet");
        Assert.NotNull(new ActionCatalog([german]).Find("login.succeeded"));
        Assert.Equal(
            german.Declaration.Reference,
            new HostWords([german]).Of(StandardActions.LoginSucceeded.Event() with { Words = default })?.Reference);
    }

    [Fact]
    public void Events_are_equal_whichever_words_they_were_made_with() =>
        Assert.Equal(new AuditEvent { Action = "member.removed", Category = "admin" }, Removed.Event());

    [Fact]
    public void A_host_knows_the_words_of_its_options_of_the_event_itself_and_of_events_it_saw()
    {
        var other = new AuditAction("member.removed", AuditCategories.Admin, "{target} had to go");
        var words = new HostWords([Removed]);
        var byName = new AuditEvent { Action = "member.removed" };
        Assert.Equal(Removed.Declaration.Reference, words.Of(byName)?.Reference);
        Assert.Equal(other.Declaration.Reference, words.Of(other.Event())?.Reference);
        Assert.Null(words.Of(other.Event() with { Action = "member.added" }));
        Assert.Null(words.Of(StandardActions.LoginSucceeded.Event()));

        var seen = new HostWords([]);
        Assert.Null(seen.Of(byName));
        seen.See(StandardActions.LoginSucceeded.Event());
        seen.See(other.Event());
        seen.See(Removed.Event());
        Assert.Equal(other.Declaration.Reference, seen.Of(byName)?.Reference);
    }
}
