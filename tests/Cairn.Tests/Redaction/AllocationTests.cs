using Cairn.Redaction;

namespace Cairn.Tests.Redaction;

/// <summary>
/// What redaction costs the heap. Runs while no other test does: a collection that another one causes empties pools in between.
/// </summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    [Fact]
    public void Without_a_secret_the_event_is_the_same_and_nothing_is_allocated()
    {
        var redactor = Redactor.Of(new());
        var e = new AuditEvent { Action = "a.b" }
            .By(AuditActor.User("u1", "Example Owner") with { Email = "owner@example.com", Role = "owner" })
            .On("user", "u2", "Example Member")
            .Because("ticket: 4711")
            .Change("role", "user", "operator")
            .With("url", "https://example.com/a?page=2")
            .With("nested", AuditValue.Trusted("""{"a":[1,"b",null,{"c":true}]}"""));
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Same(e, redactor!.Redact(e)); // It is on.
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            redactor!.Redact(e);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
