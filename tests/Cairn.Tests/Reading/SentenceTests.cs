using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Reading;

namespace Cairn.Tests;

public sealed class SentenceTests
{
    private static readonly AuditActor Owner = new("user", "u1") { Name = "Example Owner", Email = "owner@example.com" };
    private static readonly LogIdentity Log = LogIdentity.Create("default", 1, LogIdentity.DefaultPrefix, bytes => bytes.Fill(7));

    [Fact]
    public void A_role_change_reads_as_a_sentence() => Assert.Equal(
        "Example Owner changed u2's role from user to operator",
        Tell(StandardActions.RoleChanged.On("user", "u2").By(Owner).Change("role", "user", "operator")));

    [Fact]
    public void An_erased_person_reads_as_an_erased_user() => Assert.Equal(
        "An erased user changed u2's role from user to operator",
        Tell(
            StandardActions.RoleChanged.On("user", "u2").By(Owner).Change("role", "user", "operator"),
            without: [DisclosureGroup.Actor, DisclosureGroup.Contact]));

    [Fact]
    public void An_erased_persons_pseudonym_is_not_told() => Assert.Equal(
        "An erased user signed in",
        Tell(
            StandardActions.LoginSucceeded.By(new AuditActor("user", "+15550100") { Name = "Example Owner" }),
            without: [DisclosureGroup.Actor]));

    [Fact]
    public void An_actor_without_a_name_is_told_by_id() =>
        Assert.Equal("u1 signed in", Tell(StandardActions.LoginSucceeded.By(new AuditActor("user", "u1"))));

    [Fact]
    public void Nobody_named_is_not_the_system() =>
        Assert.Equal("Somebody unknown created invoice 4711", Tell(StandardActions.RecordCreated.On("invoice", "4711")));

    [Fact]
    public void The_system_acts_where_it_is_named() =>
        Assert.Equal("The system created invoice 4711", Tell(StandardActions.RecordCreated.On("invoice", "4711").By(AuditActor.System)));

    [Fact]
    public void A_name_keeps_its_spelling() =>
        Assert.Equal("the Rock signed in", Tell(StandardActions.LoginSucceeded.By(new AuditActor("user", "u1") { Name = "the Rock" })));

    [Fact]
    public void Of_many_targets_the_first_are_named() => Assert.EndsWith(
        "door d8, door d9 and 30 more",
        Tell(Enumerable.Range(0, 40).Aggregate(new AuditEvent { Action = "door.checked" }, (e, n) => e.On("door", $"d{n}"))));

    [Fact]
    public void A_failure_says_so() => Assert.Equal(
        "Example Owner started container web-1: failed (no such image)",
        Tell(StandardActions.ContainerStarted.On("container", "web-1").By(Owner).Failed("no such image", "404")));

    [Fact]
    public void An_action_whose_name_says_that_it_failed_says_it_once() =>
        Assert.Equal("Example Owner failed to sign in", Tell(StandardActions.LoginFailed.By(Owner).Failed(code: "bad_password")));

    [Fact]
    public void An_unknown_action_is_told_by_its_name() => Assert.Equal(
        "Example Owner: printer.jammed on printer p1 and printer p2",
        Tell(new AuditEvent { Action = "printer.jammed" }.By(Owner).On("printer", "p1").On("printer", "p2")));

    [Fact]
    public void A_value_from_the_metadata_has_its_place() => Assert.Equal(
        "model large crossed the threshold 100 with 117",
        Tell(StandardActions.CostThresholdBreached.On("model", "large").With("threshold", 100).With("actual", 117)));

    private static string Tell(AuditEvent auditEvent, params string[] without)
    {
        var entry = new Sealer(Log, PersonRules.Default, bytes => bytes.Fill(1)).Seal(
            new EventIntake(ActionCatalog.Standard).Take(auditEvent),
            new() { EventId = Guid.CreateVersion7(), RecordedAt = DateTimeOffset.UnixEpoch },
            person => new(person.Type, "~AAAAAAAAAAAAAAAAAAAAAA"));
        return LogSentences.Standard.Tell(
            EntryVectorTests.View(entry with { Disclosures = [.. entry.Disclosures.Where(d => !without.Contains(d.Name))] }));
    }
}
