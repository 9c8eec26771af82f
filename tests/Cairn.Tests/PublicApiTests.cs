using Cairn.Testing;

namespace Cairn.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() => PublicApi.MatchesApproved(typeof(AuditEvent).Assembly);
}
