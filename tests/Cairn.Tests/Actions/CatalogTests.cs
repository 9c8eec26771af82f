using Cairn.Contracts;
using Cairn.Intake;

namespace Cairn.Tests;

public sealed class CatalogTests
{
    [Fact]
    [Trait("Requirement", "WORKSPACE-2")]
    public void An_application_adds_its_own_action_in_one_line()
    {
        var removed = new AuditAction("member.removed", AuditCategories.Admin, "{actor} removed {target}");
        var catalog = new ActionCatalog([removed]);

        Assert.Same(removed, catalog.Find("member.removed"));
        Assert.NotNull(catalog.Find("login.succeeded"));
    }

    [Theory]
    [InlineData("cairn.mine", "admin", "{actor}")]
    [InlineData("removed", "admin", "{actor}")]
    [InlineData("Member.removed", "admin", "{actor}")]
    [InlineData("member.removed", "Admin", "{actor}")]
    [InlineData("member.removed", "admin", "{actor} removed {victim}")]
    [InlineData("member.removed", "admin", "{actor removed")]
    public void A_malformed_declaration_is_refused(string name, string category, string sentence) =>
        Assert.Throws<ArgumentException>(() => new AuditAction(name, category, sentence));

    [Fact]
    public void Two_actions_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => new ActionCatalog([new AuditAction("login.succeeded", "auth", "{actor} came in")]));

    [Fact]
    public void Every_standard_action_is_in_the_catalogue_and_none_is_Cairns_own()
    {
        var declared = typeof(StandardActions).GetProperties()
            .Where(p => p.PropertyType == typeof(AuditAction))
            .Select(p => (AuditAction)p.GetValue(null)!).ToList();

        Assert.Equal(declared.Count, StandardActions.All.Count);
        Assert.All(declared, action => Assert.Same(action, ActionCatalog.Standard.Find(action.Name)));
        Assert.All(declared, action => Assert.DoesNotContain("cairn.", action.Name, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-9")]
    public void The_founding_names_are_published_as_they_are_mapped()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root(), "docs", "guide", "actions.md"));

        Assert.All(FoundingNames.All, name => Assert.Contains($"| `{name.Key}` | `{name.Value.Name}` |", page, StringComparison.Ordinal));
        Assert.All(
            StandardActions.All,
            action => Assert.Contains($"| `{action.Name}` | {action.Category} | {action.Sentence.Text} |", page, StringComparison.Ordinal));
    }

    [Theory]
    [Trait("Requirement", "WORKSPACE-9")]
    [InlineData("login", "login.succeeded", "auth")]
    [InlineData("data_export_requested", "data_export.requested", "data")]
    [InlineData("ROLE_CHANGE", "user.role_changed", "admin")]
    [InlineData("START", "container.started", "operations")]
    public void An_event_under_a_founding_name_has_the_catalogues_action(string name, string action, string category)
    {
        var auditEvent = EventJson.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"action":"{{name}}"}"""));

        Assert.Equal(action, auditEvent.Action);
        Assert.Equal(category, new EventIntake(ActionCatalog.Standard).Take(auditEvent).Category);
    }
}
